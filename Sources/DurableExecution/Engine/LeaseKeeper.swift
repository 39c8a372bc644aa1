import Logging

/// Gives this server's signs of life, and takes over the runs of servers that give none.
struct LeaseKeeper {
    let engine: RunEngine

    /// Returns when its task is cancelled.
    func run() async {
        let beat = engine.configuration.lease / 3
        while !Task.isCancelled {
            do {
                try await engine.clock.sleep(until: engine.clock.now() + beat)
                try await engine.journal.heartbeat(
                    owner: engine.owner, until: engine.clock.now() + engine.configuration.lease)
                if try await engine.journal.rescue(excluding: engine.owner) > 0 { engine.wake() }
            } catch is CancellationError {
                return
            } catch {
                // Nothing is lost: while the journal cannot be written, nobody else can take our runs either.
                engine.logger.error("cannot renew the heartbeat", metadata: ["error": "\(error)"])
            }
        }
    }
}
