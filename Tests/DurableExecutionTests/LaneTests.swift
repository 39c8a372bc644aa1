import DurableExecution
import Persistence
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct LaneTests {
    /// How many are inside at once, now and at most.
    private final class Crowd: Sendable {
        private let counts = Mutex((now: 0, most: 0))

        var most: Int { counts.withLock { $0.most } }

        func visit() async {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 0..<5 { await Task.yield() }
            counts.withLock { $0.now -= 1 }
        }
    }

    @Test("no more runs of a lane are driven at once than its limit says, and all of them in the end", arguments: [1, 3, 7])
    func limit(_ limit: Int) async throws {
        try await EngineBed.with { bed in
            let crowd = Crowd()
            let engine = bed.engine(
                Scripted { context, _ in
                    for _ in 1...3 {
                        _ = try await context.step("visit") { _ in
                            await crowd.visit()
                            return true
                        }
                    }
                    return ""
                }, limits: [.coordination: limit])
            let runs = (0..<30).map { _ in RunID.make() }
            try await bed.serving(engine) {
                for run in runs { _ = try await engine.start(Scripted.self, "", id: run) }
                for run in runs { _ = try await bed.end(of: run) }
            }
            #expect(crowd.most <= limit)
            #expect(crowd.most == limit || limit > 3)
        }
    }

    @Test("a lane without slots drives nothing, and its runs wait")
    func noSlots() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { _, _ in "" }, ScriptedChild { _, _ in "" }, limits: [.coordination: 0, .work: 1])
            let (waiting, driven) = (RunID.make(), RunID.make())
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: waiting)
                _ = try await engine.start(ScriptedChild.self, "", id: driven)
                _ = try await bed.end(of: driven)
            }
            #expect(try await bed.journal.record(of: waiting)?.state == .pending)
        }
    }

    @Test("the most urgent run is claimed first, and of equal ones the oldest")
    func order() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let order = Mutex<[String]>([])
            let engine = bed.engine(
                Scripted { context, input in
                    try await context.step("work") { _ in
                        order.withLock { $0.append(input) }
                        return ""
                    }
                }, limits: [.coordination: 1])
            var runs: [RunID] = []
            for (name, priority) in [("low", 0), ("high old", 2), ("middle", 1), ("high new", 2), ("low new", 0)] {
                runs.append(.make())
                _ = try await engine.start(Scripted.self, name, id: runs.last!, priority: priority)
                clock.advance(by: .milliseconds(1))
            }
            try await bed.serving(engine) { for run in runs { _ = try await bed.end(of: run) } }
            #expect(order.withLock { $0 } == ["high old", "high new", "middle", "low", "low new"])
        }
    }

    @Test("runs claimed together are told, and begun, in the order of their urgency")
    func orderWithinClaim() async throws {
        try await EngineBed.with(clock: ManualClock()) { bed in
            var ids: [Int: RunID] = [:]
            for priority in [1, 3, 2] {
                var seed = try DurabilityTests.seed()
                seed.priority = priority
                ids[priority] = seed.id
                _ = try await bed.journal.create(seed)
            }
            let claimed = try await bed.journal.claim(lane: .coordination, limit: 10, owner: "A")
            #expect(claimed.map(\.id) == [ids[3], ids[2], ids[1]])
        }
    }

    @Test("a parked run occupies no slot and no memory: others take its place")
    func parkedRuns() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { context, _ in try await context.waitForInput("ask", question: ["text": "?"], as: String.self) },
                limits: [.coordination: 1])
            let runs = (0..<20).map { _ in RunID.make() }
            try await bed.serving(engine) {
                for run in runs { _ = try await engine.start(Scripted.self, "", id: run) }
                for run in runs { try await bed.run(run, tells: "waiting") }
                for run in runs { _ = try await engine.answer("ask", with: JSONText("yes"), to: run) }
                for run in runs { #expect(try await bed.end(of: run).text == "yes") }
            }
            #expect(engine.activeCount == 0)
        }
    }
}
