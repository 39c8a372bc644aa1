import Logging
import ServiceLifecycle
import Synchronization

/// Claims pending runs as slots fall free, and has each driven.
struct RunDispatcher {
    /// How many runs one claim may take.
    private static let batch = 256

    let engine: RunEngine

    /// Returns after a graceful shutdown, when every run has been let go.
    func run() async {
        let slots = Slots(engine.configuration.limits)
        let isStopping = Mutex(false)
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled, !isStopping.withLock({ $0 }) {
                    for lane in RunLane.allCases { await fill(lane, slots, &group) }
                    await engine.dispatcherBell.heard()
                }
                engine.releaseAll()
            }
        } onGracefulShutdown: {
            isStopping.withLock { $0 = true }
            engine.wake()
        }
    }

    /// Claims for a lane until its slots or its pending runs are used up.
    private func fill(_ lane: RunLane, _ slots: Slots, _ group: inout DiscardingTaskGroup) async {
        var free = slots.free(lane)
        while free > 0 {
            let limit = min(free, Self.batch)
            guard let claimed = await claim(lane, limit) else { return }
            slots.take(lane, claimed.count)
            for (record, scope) in claimed {
                engine.meters.claimed(record, at: engine.clock.now())
                let driver = RunDriver(engine: engine, record: record, scope: scope)
                group.addTask {
                    await driver.drive()
                    driver.leave()
                    slots.giveBack(lane)
                    driver.engine.wake()
                }
            }
            if claimed.count < limit { return }
            free = slots.free(lane)
        }
    }

    /// Claims runs and opens their scopes; a command given in between is caught up on.
    private func claim(_ lane: RunLane, _ limit: Int) async -> [(RunRecord, RunScope)]? {
        do {
            let claimed = try await engine.journal.claim(lane: lane, limit: limit, owner: engine.owner)
            guard !claimed.isEmpty else { return [] }
            engine.faults.reach(.runClaimed)
            let entered = claimed.map { ($0, engine.enter($0.id)) }
            await catchUp(claimed.map(\.id))
            return entered
        } catch is CancellationError {
            return nil  // The engine is being shut down, which the loop sees by itself.
        } catch {
            engine.logger.error("cannot claim runs; trying again", metadata: ["error": "\(error)"])
            // A cancelled sleep means shutdown, which the loop sees by itself.
            try? await engine.clock.sleep(until: engine.clock.now() + .seconds(1))
            engine.wake()
            return nil
        }
    }
}

extension RunDispatcher {
    /// Acts on what was asked of runs between their claim and the opening of their scopes.
    private func catchUp(_ runs: [RunID]) async {
        do {
            let requests = try await engine.insist(on: "read stop requests", for: nil, until: { false }) {
                try await engine.journal.stopRequests(of: runs)
            }
            for (run, request) in requests { engine.scope(of: run)?.close(.stop(request)) }
        } catch {
            // The server ends, or the journal is broken: they are not begun, and not lost either.
            for run in runs { engine.scope(of: run)?.close(.release) }
        }
    }
}

/// How many more runs of each lane may be driven.
private final class Slots: Sendable {
    private let free: Mutex<[RunLane: Int]>

    init(_ limits: [RunLane: Int]) {
        free = Mutex(limits)
    }

    func free(_ lane: RunLane) -> Int {
        free.withLock { $0[lane] ?? 0 }
    }

    func take(_ lane: RunLane, _ count: Int) {
        free.withLock { $0[lane, default: 0] -= count }
    }

    func giveBack(_ lane: RunLane) {
        take(lane, -1)
    }
}
