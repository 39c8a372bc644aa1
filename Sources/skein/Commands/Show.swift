import ArgumentParser
import Domain
import Foundation

/// `skein show`: everything about one thing.
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show one thing, whatever its id names.",
        discussion: """
            The id may be that of a workflow execution, an execution, a task, an agent or a pattern. Of a workflow \
            execution it shows the tasks with their costs, what it waits for, the open questions and the result.
            """)

    @Argument(help: "An id, as `skein ls` shows it.")
    var id: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting {
            let door = try await client.door()
            let found = try await FoundThing.find(
                id, among: [.workflow, .execution, .task, .agent, .pattern], at: door)
            if client.json { return Terminal.say(TerminalText.json(found.json)) }
            guard found.kind == .workflow else { return Terminal.say(Self.fields(found.json)) }
            let names = try await RunNames(found.json, at: door)
            let summary = RunSummary(json: found.json, names: names)
            let parts = [summary.table, Self.waiting(found.json), Self.questions(found.json), summary.result]
            Terminal.say(parts.compactMap(\.self).map(TerminalText.lines).joined(separator: "\n\n"))
        }
    }

    private static func waiting(_ json: JSONValue) -> String? {
        guard let reason = json["waiting_for"], reason != .null else { return nil }
        return "It waits for \(reason.text("kind")): \(reason.text("detail"))"
    }

    private static func questions(_ json: JSONValue) -> String? {
        let questions = (json["interactions"]?.arrayValue ?? []).map(AskedQuestion.init)
        guard !questions.isEmpty else { return nil }
        let words = questions.map { "\($0.words)\n  skein answer \(json.text("id")) ANSWER" }
        return words.joined(separator: "\n")
    }

    /// One line for each member that holds something.
    private static func fields(_ json: JSONValue) -> String {
        let members = (json.objectValue ?? [:]).filter { ![.null, [], [:], ""].contains($0.value) }
        let width = members.keys.map(\.count).max() ?? 0
        return members.sorted { $0.key < $1.key }.map { name, value in
            let text = TerminalText.lines(value.stringValue ?? value.text)
                .replacing("\n", with: "\n" + String(repeating: " ", count: width + 2))
            return name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + text
        }.joined(separator: "\n")
    }
}
