import Domain
import DurableExecution

extension PatternRun {
    /// Has a task done once for each item; the items' results are one result of the task, in the order of the items.
    func performEach(_ items: [JSONValue], _ work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult {
        let keys = Self.keys(of: items, by: configuration.text("for_each_key"))
        let branches = try await context.parallel("items", Array(zip(keys, items)), key: \.0) { context, item in
            var part = work
            part.part = "item \(item.0)"
            part.sections.append(PromptSection("item", item.1.stringValue ?? item.1.text))
            return try await once(part, context)
        }
        let results = try branches.map { try $0.get() }
        return try await keep(joined(results, keys, work.task), context)
    }

    private func joined(_ results: [TaskResult], _ keys: [String], _ task: AgentTask) -> TaskResult {
        let done = results.filter { $0.status == .completed }
        // No items, no work: that is done.
        var joined = TaskResult(task, done.isEmpty && !results.isEmpty ? .failed : .completed)
        if joined.status == .failed {
            joined.cause = results.first?.cause
            joined.errorMessage = "No item was done: \(results.first?.errorMessage ?? "")"
            if results.allSatisfy({ $0.status == .skipped }) { joined.status = .skipped }
        }
        let values = zip(keys, results).filter { $0.1.status == .completed }.map { ($0.0, $0.1.value) }
        joined.output = ["structured": .object(Dictionary(values, uniquingKeysWith: { $1 }))]
        joined.output["missing"] = .array(
            zip(keys, results).filter { $0.1.status != .completed }.map { key, result in
                ["item": .string(key), "cause": .string(result.cause ?? result.status.rawValue)]
            })
        joined.agentID = done.first?.agentID
        joined.add(results)
        joined.endedAt = results.compactMap(\.endedAt).max()
        return joined
    }

    /// A stable name for each item, so that a resumed run knows which are done; equal ones are numbered.
    private static func keys(of items: [JSONValue], by member: String?) -> [String] {
        var uses: [String: Int] = [:]
        return items.enumerated().map { position, item in
            let key = member.flatMap { item[$0] }.map { $0.stringValue ?? $0.text } ?? String(position + 1)
            uses[key, default: 0] += 1
            return uses[key] == 1 ? key : "\(key)~\(uses[key] ?? 0)"
        }
    }
}
