import ArgumentParser
import Domain
import Orchestration

/// `skein logs`: what happened, line by line.
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what happened in a workflow execution or an execution.",
        discussion: "With --follow it goes on until the execution is over; with --json each line is an event of the journal."
    )

    @Argument(help: "The id of a workflow execution or of an execution.")
    var id: String

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on.")
    var follow = false

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting {
            let door = try await client.door()
            let found = try await FoundThing.find(id, among: [.workflow, .execution], at: door)
            try await LogStory(path: found.path, isJSON: client.json).tell(at: door, isFollowing: follow)
        }
    }
}

/// The events of an execution, or of a workflow execution with all of its executions, told in words.
struct LogStory {
    /// Of the execution in the API.
    let path: String
    let isJSON: Bool

    func tell(at door: any Door, isFollowing: Bool) async throws {
        let execution = try await door.get(path)
        let titles = try await RunNames(execution, at: door).tasks
        let children = (execution["executions"]?.arrayValue ?? []).map { "/api/execution/\($0.text("id"))" }
        var events: [JSONValue] = []
        for run in [path] + children { events += try await all(of: run, at: door) }
        events.sort { ($0["cursor"]?.integerValue ?? 0) < ($1["cursor"]?.integerValue ?? 0) }
        for event in events { tell(event, titles) }
        let isOver = ["completed", "failed", "aborted"].contains(execution.text("status"))
        guard isFollowing, !isOver else { return }
        try await follow(execution, titles, after: events.last?["cursor"]?.integerValue ?? 0, at: door)
    }

    private func all(of run: String, at door: any Door) async throws -> [JSONValue] {
        var events: [JSONValue] = []
        while true {
            let after = events.last?["seq"]?.integerValue ?? 0
            let page = try await door.get("\(run)/events?after=\(after)&limit=1000").arrayValue ?? []
            events += page
            if page.count < 1000 { return events }
        }
    }

    private func follow(
        _ execution: JSONValue, _ titles: [String: String], after cursor: Int64, at door: any Door
    ) async throws {
        let id = execution.text("id")
        let kind = path.contains("/workflows/") ? "workflow" : "execution"
        try await door.follow("\(kind):\(id)", after: cursor) { event in
            if event["transient"] == nil { tell(event, titles) }
            let isEnd = ["completed", "failed", "aborted"].contains(event.text("event"))
            return !(isEnd && event["data"]?.text("run_id") == id)
        }
    }

    private func tell(_ event: JSONValue, _ titles: [String: String]) {
        if isJSON { return Terminal.say(TerminalText.json(event)) }
        let data = event["data"] ?? [:]
        guard let time = Timestamp(event.text("timestamp")), let type = EventType(rawValue: event.text("type")),
            let line = LogLine(Event(type: type, name: event.text("event"), data: data.text, timestamp: time))
        else { return }
        let level = line.level == .info ? "" : " \(line.level.rawValue.uppercased())"
        // Which of a workflow's executions says it.
        let speaker = path.contains("/workflows/") ? data["execution_id"]?.stringValue.map { " \($0.suffix(6))" } ?? "" : ""
        // Steps are named by the ids of tasks.
        var message = line.message
        for (id, title) in titles where message.contains(id) { message = message.replacing(id, with: "'\(title)'") }
        let text = TerminalText.lines(message).replacing("\n", with: "\n    ")
        Terminal.say("\(event.time("timestamp"))\(speaker)\(level) \(text)")
    }
}
