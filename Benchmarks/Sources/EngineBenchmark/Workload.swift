import DurableExecution

/// Runs of one shape, so many in all and at once.
struct Workload {
    let name: String
    let runs: Int
    let stepsPerRun: Int
    /// Whether a run takes its steps side by side instead of one after another.
    var isFanOut = false
    /// How many runs are driven at once.
    var atOnce = 100
    /// How often it is done within one measurement, one after another, so that short ones can be measured at all.
    var repetitions = 1

    var steps: Int { runs * stepsPerRun * repetitions }

    static let all = [
        Workload(name: "1 run x 100 steps", runs: 1, stepsPerRun: 100, repetitions: 5),
        Workload(name: "fan-out of 100", runs: 1, stepsPerRun: 100, isFanOut: true, repetitions: 20),
        Workload(name: "100 runs x 10 steps", runs: 100, stepsPerRun: 10, repetitions: 3),
        Workload(name: "1,000 runs x 5 steps, 100 at once", runs: 1000, stepsPerRun: 5),
    ]

    /// Starts all its runs and returns when they have ended.
    func perform(on server: Server) async throws {
        for _ in 0..<repetitions {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<runs { group.addTask { try await start(on: server) } }
                try await group.waitForAll()
            }
            await server.completions.heard(runs)
        }
    }

    private func start(on server: Server) async throws {
        if isFanOut {
            _ = try await server.engine.start(FanOut.self, stepsPerRun, id: .make())
        } else {
            _ = try await server.engine.start(Chain.self, stepsPerRun, id: .make())
        }
    }
}

/// Steps one after another.
struct Chain: Workflow {
    static let name = "chain"
    static let version = 1

    func run(_ context: WorkflowContext, _ steps: Int) async throws -> Int {
        var sum = 0
        for number in 0..<steps { sum += try await context.step("add") { _ in number } }
        return sum
    }
}

/// Steps side by side.
struct FanOut: Workflow {
    static let name = "fan_out"
    static let version = 1

    func run(_ context: WorkflowContext, _ steps: Int) async throws -> Int {
        let numbers = try await context.parallel("all", Array(0..<steps), key: { "\($0)" }) { context, number in
            try await context.step("add") { _ in number }
        }
        return try numbers.reduce(0) { $0 + (try $1.get()) }
    }
}
