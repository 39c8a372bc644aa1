import Agents
import Domain
import DurableExecution
import Persistence

/// Says which pattern fits, by stated rules over the structure of the work, its history and the objective's words.
public struct WorkflowAnalyzer: Sendable {
    let store: Store
    let engine: RunEngine
    let agents: AgentRuntime
    let workspaces: WorkspaceRoots

    /// - Throws: `DomainError/invalid(_:)` listing every id that names nothing.
    public func analyze(_ request: AnalysisRequest) async throws -> WorkflowAnalysis {
        let facts = try await facts(of: request)
        let history = try await store.executionHistory(limit: 2000)
        let forecast = WorkForecast(facts, history.completed)
        let byRules = Recommendation(facts)
        let opinion = request.mode == .model ? try await opinion(on: facts, request) : nil
        let type = opinion?.type ?? byRules.type
        let advice = AnalysisAdvice(
            facts, type, forecast, failures: history.failures,
            isDegraded: try agents.backend(named: request.backend).isDegraded, now: .now)
        return WorkflowAnalysis(
            recommended: type, confidence: opinion?.confidence ?? byRules.confidence,
            reasons: (opinion?.reasons ?? []) + byRules.reasons, agentCompatibility: facts.fit.told,
            taskComplexity: complexity(facts, forecast), estimatedMinutes: forecast.duration(as: type)?.p50.rounded(to: 2),
            resources: resources(facts, type, forecast), risks: advice.risks, suggestions: advice.suggestions,
            basis: basis(facts, request, byRules, opinion))
    }

    private func facts(of request: AnalysisRequest) async throws -> WorkFacts {
        let (agents, tasks) = (try await store.agents(request.agentIDs), try await store.tasks(request.taskIDs))
        let known = Set(agents.map(\.id.rawValue) + tasks.map(\.id.rawValue))
        let issues =
            request.agentIDs.filter { !known.contains($0.rawValue) }
            .map { FieldIssue.unknown("agent_ids", "agent", $0.rawValue) }
            + request.taskIDs.filter { !known.contains($0.rawValue) }
            .map { FieldIssue.unknown("task_ids", "task", $0.rawValue) }
        if !issues.isEmpty { throw DomainError.invalid(issues) }
        return WorkFacts(
            agents: agents, tasks: tasks.map { $0.needing(request.dependencies[$0.id] ?? []) },
            objective: request.objective)
    }

    private func complexity(_ facts: WorkFacts, _ forecast: WorkForecast) -> [String: JSONValue] {
        Dictionary(
            facts.tasks.map { ($0.id.rawValue, TaskComplexity($0, facts, forecast).told) }, uniquingKeysWith: { $1 })
    }

    private func resources(
        _ facts: WorkFacts, _ type: WorkflowType, _ forecast: WorkForecast
    ) -> [String: JSONValue] {
        let atOnce = type == .sequential || type == .swarm ? 1 : min(facts.width, facts.agents.count)
        let bases = Dictionary(
            forecast.spans.map { ($0.key.rawValue, JSONValue.string($0.value.basis)) }, uniquingKeysWith: { $1 })
        return [
            "agents": .integer(Int64(facts.agents.count)), "concurrent_agents": .integer(Int64(atOnce)),
            "resources": .array(Set(facts.tasks.flatMap(\.resources)).sorted().map { .string($0) }),
            "critical_path": .array(forecast.criticalPath.map { .string($0.id.rawValue) }),
            "duration_minutes": forecast.duration(as: type).map {
                ["p50": .number($0.p50.rounded(to: 2)), "p90": .number($0.p90.rounded(to: 2)), "basis": .object(bases)]
            } ?? .null,
            "cost_usd": forecast.cost.map {
                [
                    "median": .number($0.median.rounded(to: 4)), "low": .number($0.low.rounded(to: 4)),
                    "high": .number($0.high.rounded(to: 4)),
                ]
            } ?? .null,
        ]
    }

    private func basis(
        _ facts: WorkFacts, _ request: AnalysisRequest, _ byRules: Recommendation, _ opinion: ModelOpinion?
    ) -> [String: JSONValue] {
        var basis: [String: JSONValue] = [
            "agent_count": .integer(Int64(facts.agents.count)), "task_count": .integer(Int64(facts.tasks.count)),
            "has_dependencies": .bool(facts.hasDependencies), "user_objective": .string(request.objective),
            "depth": .integer(Int64(facts.depth)), "width": .integer(Int64(facts.width)),
            "unassigned_tasks": .integer(Int64(facts.unassigned.count)),
            "method": .string(opinion?.type == nil ? "rules" : "model"),
        ]
        basis.merge(byRules.told) { $1 }
        if let opinion { basis["model"] = .object(opinion.told) }
        return basis
    }
}
