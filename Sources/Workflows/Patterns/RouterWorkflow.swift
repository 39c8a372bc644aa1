public import Domain
public import DurableExecution

/// For each task one decision says who does it; then that agent does it.
public struct RouterWorkflow: Workflow {
    public static let name = WorkflowType.router.rawValue
    public static let version = 1

    private let services: PatternServices

    public init(services: PatternServices) {
        self.services = services
    }

    public func run(_ context: WorkflowContext, _ order: WorkflowOrder) async throws -> WorkflowOutcome {
        try await PatternRun.conduct(order, services, context) { run, context in
            try await Self.coordinate(run, order.tasks, context)
        }
    }

    static func coordinate(
        _ run: PatternRun, _ tasks: [AgentTask], _ context: WorkflowContext
    ) async throws -> PatternEnd {
        let results = try await run.performAll(tasks, context, isRouted: true) { run, work, context in
            let routes = run.routes(for: work.task)
            // Several agents that all work on it leave nothing to choose.
            if run.configuration.assignmentMode != .one, run.assignment.assigned(to: work.task).count > 1 {
                return try await run.perform(work, context)
            }
            return try await follow(run, work, routes, context)
        }
        return PatternEnd(
            result: .object(
                Dictionary(
                    results.filter { $0.status == .completed }.map { ($0.taskID.rawValue, $0.value) },
                    uniquingKeysWith: { $1 })))
    }

    /// Decides and does; where it is wanted, decides again among the others after a failure.
    private static func follow(
        _ run: PatternRun, _ work: TaskWork, _ routes: [Agent], _ context: WorkflowContext
    ) async throws -> TaskResult {
        var (open, turn, earlier): ([Agent], Int, [TaskResult]) = (routes, 1, [])
        while true {
            let route = try await run.route(work.task, among: open, turn: turn, context)
            guard !route.agents.isEmpty else {
                let unrouted = TaskResult(work.task, .failed, cause: "unrouted", message: route.reason)
                return try await run.keep(earlier.last ?? unrouted, context)
            }
            guard run.configuration.flag("execute") else {
                return try await run.keep(route.asResult(of: work.task), context)
            }
            var result = try await go(run, work, route, earlier.count, context)
            result.output["route"] = route.json
            result.add(earlier)
            earlier.append(result)
            open.removeAll { agent in route.agents.contains { $0.id == agent.id } }
            let again = result.status == .failed && run.configuration.flag("reroute_on_failure") && !open.isEmpty
            guard again else { return try await run.settle(result, of: work, context) }
            turn += 1
        }
    }

    /// The chosen agents try one after another until one succeeds, or work at the same time.
    private static func go(
        _ run: PatternRun, _ work: TaskWork, _ route: Route, _ before: Int, _ context: WorkflowContext
    ) async throws -> TaskResult {
        var work = work
        if run.configuration.text("top_k_mode") == "parallel", route.agents.count > 1 {
            work.candidates = route.agents
            return try await run.together(work, .all, votes: 1, context)
        }
        var tried: [TaskResult] = []
        for agent in route.agents {
            work.candidates = [agent]
            work.part = agent.id.rawValue
            var result = try await run.gated(work, context)
            result.add(tried)
            tried.append(result)
            if result.status != .failed { break }
        }
        return tried[tried.count - 1]
    }
}
