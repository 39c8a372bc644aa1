import Logging

/// Wakes waiting runs when their timers are due.
struct RunTimers {
    /// The longest sleep, so that a clock that was set forward is noticed.
    private static let longest = Duration.seconds(30)

    let engine: RunEngine

    /// Returns when its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let latest = engine.clock.now() + Self.longest
            let next = await fire() ?? latest
            await engine.timerBell.heard(orAt: min(next, latest), by: engine.clock)
        }
    }

    private func fire() async -> Moment? {
        do {
            let (fired, next) = try await engine.journal.fireTimers()
            if fired > 0 {
                engine.faults.reach(.timerFired)
                engine.wake()
            }
            return next
        } catch is CancellationError {
            return nil  // The engine is being shut down, which the loop sees by itself.
        } catch {
            engine.logger.error("cannot fire timers; trying again", metadata: ["error": "\(error)"])
            return engine.clock.now() + .seconds(1)
        }
    }
}
