import ArgumentParser
import Domain
import Foundation

/// The flags of commands that speak to a running server.
struct ClientOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server to speak to. Default: SKEIN_SERVER, else http://127.0.0.1:8000.", valueName: "url"))
    var server: String?

    @OptionGroup var visitor: DoorOptions

    @Flag(help: "Print JSON for machines, as the API answers it.")
    var json = false

    func door() async throws -> RemoteDoor {
        let configured = ProcessInfo.processInfo.environment["SKEIN_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        return try await visitor.door(to: server ?? configured ?? "http://127.0.0.1:8000")
    }
}

/// Something with an id, wherever the server keeps it.
enum FoundThing {
    case workflow, execution, task, agent, pattern

    /// In the order in which people ask for them.
    private static let all: [(FoundThing, path: String)] = [
        (.workflow, "/api/workflows/executions/"), (.execution, "/api/execution/"), (.task, "/api/tasks/"),
        (.agent, "/api/agents/"), (.pattern, "/api/workflows/patterns/"),
    ]

    /// What an id names.
    /// - Parameter kinds: those that the command can do something with.
    /// - Throws: ``CommandFailure`` when there is no such thing.
    static func find(
        _ id: String, among kinds: [FoundThing], at door: any Door
    ) async throws -> (kind: FoundThing, path: String, json: JSONValue) {
        // Whatever it is, it must not become another path.
        let safe = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) ?? ""
        for (kind, path) in all where kinds.contains(kind) && !safe.isEmpty {
            if let json = try await door.find(path + safe) { return (kind, path + safe, json) }
        }
        let words = kinds.count > 2 ? "nothing with the id" : "no \(kinds.map(\.words).joined(separator: " or "))"
        throw CommandFailure(
            "\(door.place) knows \(words) '\(TerminalText.line(id))'. `skein ls` shows the ids.", .refused)
    }

    private var words: String {
        switch self {
        case .workflow: "workflow execution"
        case .execution: "execution"
        case .task: "task"
        case .agent: "agent"
        case .pattern: "pattern"
        }
    }
}
