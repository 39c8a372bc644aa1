import Domain
import SQL

/// Compares what was spent, from every place where it is kept.
struct SpendingCheck {
    private let steps: [String: Usage]
    private let agents: [String: Usage]

    init(_ sql: any SQLConnection) throws {
        let spent = try SpendingTable.ofSteps(sql)
        steps = Dictionary(spent.map { ($0.run, $0.usage) }, uniquingKeysWith: +)
        agents = Dictionary(spent.map { ($0.agent, $0.usage) }, uniquingKeysWith: +)
    }

    func findings(_ sql: any SQLConnection) throws -> [JournalFinding] {
        let executions = try SpendingTable.ofExecutions(sql)
        var found = executions.compactMap { execution in
            compare(execution.usage, "the execution", steps[execution.id], "its steps", of: execution.id)
        }
        let byWorkflow = Dictionary(
            executions.compactMap { execution in execution.workflow.map { ($0, execution.usage) } }, uniquingKeysWith: +)
        for workflow in try SpendingTable.ofWorkflows(sql) {
            let parts = [steps[workflow.id], byWorkflow[workflow.id]].compactMap { $0 }.reduce(.unknown, +)
            let words = "its steps and executions"
            if let finding = compare(workflow.usage, "the workflow execution", parts, words, of: workflow.id) {
                found.append(finding)
            }
        }
        return try found + days(sql)
    }

    /// What was deleted or pruned stays in the days: they say at least as much as what is there.
    private func days(_ sql: any SQLConnection) throws -> [JournalFinding] {
        let days = try SpendingTable.ofDays(sql)
        return agents.compactMap { agent, spent in
            let told = days[agent] ?? .unknown
            guard !told.covers(spent) else { return nil }
            let who = agent.isEmpty ? "decisions of workflows" : "agent \(agent)"
            return JournalFinding(
                .usage, run: nil, "the days say that \(who) used \(told.words), its steps say \(spent.words)")
        }
    }

    private func compare(
        _ told: Usage, _ who: String, _ spent: Usage?, _ parts: String, of run: String
    ) -> JournalFinding? {
        let spent = spent ?? .unknown
        guard !(told.covers(spent) && spent.covers(told)) else { return nil }
        return JournalFinding(.usage, run: run, "\(who) says that it used \(told.words), \(parts) say \(spent.words)")
    }
}

extension Usage {
    /// Whether each figure is at least another's; sums of money are taken in any order.
    fileprivate func covers(_ other: Usage) -> Bool {
        let counts = [
            (inputTokens, other.inputTokens), (outputTokens, other.outputTokens),
            (cacheReadTokens, other.cacheReadTokens), (cacheWriteTokens, other.cacheWriteTokens),
        ]
        let (cost, otherCost) = (costUSD ?? 0, other.costUSD ?? 0)
        return counts.allSatisfy { ($0.0 ?? 0) >= ($0.1 ?? 0) } && cost >= otherCost - 1e-9 - abs(otherCost) * 1e-9
    }

    fileprivate var words: String {
        "\(totalTokens) tokens" + (costUSD.map { " for $\($0)" } ?? "")
    }
}
