import Domain
import Foundation

/// How a workflow execution ended, for people, for machines and for scripts.
struct RunSummary {
    /// The workflow execution as the API tells it.
    let json: JSONValue
    /// The names of agents and the titles of tasks, by id.
    let names: RunNames

    /// What the shell is told.
    var exit: RunExit {
        switch json.text("status") {
        case "completed": json["results"]?.text("status") == "completed_with_failures" ? .completedWithFailures : .completed
        case "failed": .failed
        case "aborted": .aborted
        default: .waiting
        }
    }

    /// What the workflow came to, as text; nil when there is nothing.
    var result: String? {
        guard let result = json["results"]?["result"], result != .null else { return nil }
        return result.stringValue ?? Self.pretty(result)
    }

    /// A table of the tasks, and the figures of the whole.
    var table: String {
        var table = TextTable("TASK", "AGENT", "STATUS", "TIME", "COST", "TOKENS")
        for task in tasks {
            table.add(
                task.text("title"), names.agents[task.text("agent_id")] ?? "–", status(of: task), duration(of: task),
                Figures.cost(task["usage"]?["cost_usd"]?.numberValue), tokens(task["usage"]))
        }
        return [table.isEmpty ? nil : table.text, total].compactMap(\.self).joined(separator: "\n\n")
    }

    /// The execution in one object: the last line of `--json`.
    var wire: JSONValue {
        var wire: [String: JSONValue] = [
            "type": "summary", "exit_status": .integer(Int64(exit.rawValue)), "degraded": .bool(!degradedTasks.isEmpty),
        ]
        for name in ["id", "status", "pattern_name", "workflow_type", "results", "usage", "error_message"] {
            wire[name] = json[name] ?? .null
        }
        return .object(wire)
    }

    /// The results; of an execution that goes on, what is known of its tasks by now.
    private var tasks: [JSONValue] {
        if let results = json["results"]?["results"]?.arrayValue { return results }
        let executions = json["executions"]?.arrayValue ?? []
        return json.texts("task_ids").map { id in
            let execution = executions.last { $0.text("task_id") == id }
            return [
                "task_id": .string(id), "title": .string(names.tasks[id] ?? id), "status": execution?["status"] ?? "waiting",
                "agent_id": execution?["agent_id"] ?? .null, "usage": execution?["usage"] ?? .null,
                "started_at": execution?["start_time"] ?? .null, "ended_at": execution?["end_time"] ?? .null,
            ]
        }
    }

    private func status(of task: JSONValue) -> String {
        let cause = task["cause"]?.stringValue.map { " (\($0))" } ?? ""
        let degraded = degradedTasks.contains(task.text("task_id")) ? ", degraded" : ""
        return task.text("status") + cause + degraded
    }

    /// Tasks that no model worked on.
    private var degradedTasks: Set<String> {
        let executions = json["executions"]?.arrayValue ?? []
        return Set(executions.filter { $0["degraded"] == true }.map { $0.text("task_id") })
    }

    private var warning: String {
        guard !degradedTasks.isEmpty else { return "" }
        let count = degradedTasks.count == 1 ? "one task" : "\(degradedTasks.count) tasks"
        return "\nNo model worked on \(count): what they came to is a plan drawn by rule (degraded). Configure a model: "
            + "`skein doctor` says how."
    }

    private func duration(of task: JSONValue) -> String {
        guard let start = Timestamp(task.text("started_at")), let end = Timestamp(task.text("ended_at")) else { return "–" }
        return Figures.duration(end.seconds(since: start))
    }

    private func tokens(_ usage: JSONValue?) -> String {
        Figures.tokens(input: usage?["input_tokens"]?.integerValue, output: usage?["output_tokens"]?.integerValue)
    }

    private var total: String {
        let words = exit == .completedWithFailures ? "completed with failures" : json.text("status")
        var figures = [words]
        if let start = Timestamp(json.text("created_at")), let end = Timestamp(json.text("completed_at")) {
            figures.append(Figures.duration(end.seconds(since: start)))
        }
        figures.append("cost \(Figures.cost(json["usage"]?["cost_usd"]?.numberValue))")
        figures.append("tokens \(tokens(json["usage"]))")
        let reasons = [json["error_message"]?.stringValue, json["results"]?["message"]?.stringValue, endedBy]
        let reason = reasons.compactMap(\.self).first { !$0.isEmpty }.map { "\n\(TerminalText.line($0))" } ?? ""
        return "\(TerminalText.line(json.text("pattern_name"))): \(figures.joined(separator: ", "))\(reason)\(warning)"
            + "\nFiles are in \(TerminalText.line(json.text("work_directory")))"
    }

    private var endedBy: String? {
        json["results"]?["ended_by"]?.stringValue.map { "It was ended by \($0)." }
    }

    private static func pretty(_ json: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(json) else { return json.text }  // it was JSON before
        return String(decoding: data, as: UTF8.self)
    }
}
