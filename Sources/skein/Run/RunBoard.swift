import Domain
import Foundation
import Orchestration

/// Where a workflow execution stands, from its events: no I/O and no clock, so that it can be shown in any way.
struct RunBoard: Sendable {
    /// One task, as far as it has come.
    struct Row: Sendable, Equatable {
        enum State: String, Sendable {
            case waiting, running, asking, completed, failed, aborted
        }

        let id: String
        var title: String
        var agent = ""
        var state = State.waiting
        var startedAt: Timestamp?
        var endedAt: Timestamp?
        /// What its agent did last.
        var note = ""
    }

    let id: String
    let name: String
    let type: String
    private(set) var rows: [Row]
    /// As the events tell it, from the first one on.
    private(set) var status = "pending"
    private(set) var done = 0
    private(set) var total: Int
    private(set) var startedAt: Timestamp?
    private var agents: [String: String]
    /// The words of an agent that are not complete yet, by task.
    private var words: [String: String] = [:]

    /// - Parameters:
    ///   - json: the workflow execution.
    ///   - titles: of its tasks, by id.
    ///   - agents: the names of its agents, by id.
    init(_ json: JSONValue, titles: [String: String], agents: [String: String]) {
        id = json.text("id")
        name = json.text("pattern_name")
        type = json.text("workflow_type")
        rows = json.texts("task_ids").map { Row(id: $0, title: titles[$0] ?? $0) }
        total = rows.count
        startedAt = json["started_at"]?.stringValue.flatMap(Timestamp.init)
        self.agents = agents
    }

    var isOver: Bool { ["completed", "failed", "aborted"].contains(status) }

    /// Takes an event in. - Returns: what it says, in one line; nil when that is nothing for people.
    mutating func apply(_ event: JSONValue) -> String? {
        let data = event["data"] ?? [:]
        let time = event["timestamp"]?.stringValue.flatMap(Timestamp.init)
        switch (event.text("type"), event.text("event")) {
        case ("workflow_event", let name): return workflow(name, data, time)
        case ("execution_event", let name): return execution(name, data, time)
        case ("output_event", "text"): return hear(data)
        default: return nil
        }
    }

    // MARK: - The whole

    private mutating func workflow(_ name: String, _ data: JSONValue, _ time: Timestamp?) -> String? {
        switch name {
        case "progress":
            done = Int(data["done"]?.integerValue ?? Int64(done))
            total = Int(data["total"]?.integerValue ?? Int64(total))
            return settle(data, time)
        case "started", "continued":
            guard data.text("run_id") == id else { return nil }
            status = "running"
            startedAt = startedAt ?? time
            return name == "started"
                ? "started     \(self.name) (\(type), \(rows.count) task\(rows.count == 1 ? "" : "s"))"
                : "continued   \(self.name)"
        case "pausing", "paused", "waiting", "aborting", "aborted", "completed", "failed":
            // A pattern within the pattern is only a part of it.
            guard data.text("run_id") == id else { return nil }
            status = name
            let error = data.text("error")
            return line(name, self.name, error)
        case "needs_input": return line("asks", self.name, data["question"]?.text("message") ?? "")
        case "input_given": return line("answered", self.name, "")
        case "decision": return line("decided", data.text("kind"), Self.words(of: data))
        case "communication" where data.text("message_type") == "handoff":
            let from = agents[data.text("from_agent_id")] ?? ""
            return line("handoff", "\(from) → \(agents[data.text("to_agent_id")] ?? "a person")", data.text("message"))
        default: return nil
        }
    }

    /// What was decided, or why nothing was.
    private static func words(of decision: JSONValue) -> String {
        let value = decision["value"] ?? .null
        let score = value["score"]?.numberValue.map { "score \($0)" } ?? ""
        let told = [
            score, decision.text("text"), value.text("reason"), value.text("reasoning"), value.text("feedback"),
            decision.text("failure"),
        ]
        return told.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// A task that ended without an execution of its own: skipped, or refused by a gate.
    private mutating func settle(_ data: JSONValue, _ time: Timestamp?) -> String? {
        guard let status = data["task_status"]?.stringValue, let row = index(data) else { return nil }
        switch status {
        case "completed", "late": rows[row].state = .completed
        case "failed": rows[row].state = .failed
        default:
            rows[row].state = .aborted
            return line(status, rows[row].title, "")
        }
        rows[row].endedAt = rows[row].endedAt ?? time
        return nil
    }

    // MARK: - One task

    private mutating func execution(_ name: String, _ data: JSONValue, _ time: Timestamp?) -> String? {
        guard let row = index(data) else { return nil }
        let agent = agents[data.text("agent_id")] ?? ""
        switch name {
        case "started", "continued":
            if rows[row].state == .running, name == "continued" { return nil }
            (rows[row].state, rows[row].agent, rows[row].endedAt) = (.running, agent, nil)
            rows[row].startedAt = name == "started" ? time : rows[row].startedAt ?? time
            return name == "started" ? line("begins", rows[row].title, agent) : nil
        case "completed", "failed", "aborted": return end(row, name, agent, data.text("error"), time)
        case "needs_input":
            rows[row].state = .asking
            rows[row].note = data["question"]?.text("message") ?? ""
            return line("asks", rows[row].title, rows[row].note)
        case "input_given":
            rows[row].state = .running
            return line("answered", rows[row].title, "")
        case "step_retried": return line("retries", rows[row].title, data.text("error"))
        case "warning": return line("warning", rows[row].title, data.text("message"))
        case "tool_use":
            rows[row].note = "uses \(data.text("tool")) \(data["input"]?.text ?? "")"
            return nil
        case "message":
            rows[row].note = data.text("text")
            words[rows[row].id] = nil
            return nil
        default: return nil
        }
    }

    private mutating func end(
        _ row: Int, _ name: String, _ agent: String, _ error: String, _ time: Timestamp?
    ) -> String {
        (rows[row].state, rows[row].endedAt) = (Row.State(rawValue: name) ?? .failed, time)
        words[rows[row].id] = nil
        let seconds = rows[row].startedAt.flatMap { start in time.map { $0.seconds(since: start) } }
        let took = seconds.map { "\(agent), \(Figures.duration($0))" } ?? agent
        return line(name, rows[row].title, error.isEmpty ? took : "\(took): \(error)")
    }

    /// A model's words as they come; only their end is of interest.
    private mutating func hear(_ data: JSONValue) -> String? {
        guard let row = index(data) else { return nil }
        let heard = String(((words[rows[row].id] ?? "") + data.text("text")).suffix(400))
        words[rows[row].id] = heard
        rows[row].note = String(heard.split(separator: "\n").last ?? "")
        return nil
    }

    /// The row of an event; a plan may make tasks that were not there before.
    private mutating func index(_ data: JSONValue) -> Int? {
        guard let task = data["task_id"]?.stringValue else { return nil }
        if let row = rows.firstIndex(where: { $0.id == task }) { return row }
        rows.append(Row(id: task, title: data["title"]?.stringValue ?? "a part of the plan"))
        return rows.count - 1
    }

    private func line(_ verb: String, _ subject: String, _ more: String) -> String {
        let column = verb.padding(toLength: 12, withPad: " ", startingAt: 0)
        return more.isEmpty ? column + subject : "\(column)\(subject) – \(more)"
    }
}

extension JSONValue {
    /// The text of a member; empty when there is none.
    func text(_ name: String) -> String { self[name]?.stringValue ?? "" }

    /// The texts of a member that is a list.
    func texts(_ name: String) -> [String] { (self[name]?.arrayValue ?? []).compactMap(\.stringValue) }
}
