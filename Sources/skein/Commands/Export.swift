import ArgumentParser
import Domain
import Foundation

/// `skein export`: agents, tasks and workflows as a file.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a pattern, or everything, as a file that `skein run` and `skein import` take.",
        discussion: """
            The file holds no ids, times or results: imported into an empty server and exported again, it is the same.

              skein export 019ac… -o review.yaml
              skein export --all -o backup.json
            """)

    @Argument(help: "The id or the name of a pattern.")
    var pattern: String?

    @Flag(help: "Every agent, task and pattern.")
    var all = false

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file, as JSON if it ends in .json.", valueName: "path"),
        completion: .file())
    var output: String?

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (pattern != nil) != all else { throw ValidationError("Name a pattern, or say --all.") }
    }

    func run() async throws {
        try await reporting {
            let door = try await client.door()
            var path = "/api/teams"
            if let pattern { path += "?pattern_id=\(try await id(of: pattern, at: door))" }
            let document = try await door.get(path)
            let text = try TeamFileWriter.text(document, for: client.json ? ".json" : output)
            guard let output else { return Terminal.write(text) }
            do {
                try Data(text.utf8).write(to: URL(filePath: output), options: .atomic)
            } catch {
                throw CommandFailure("\(output) cannot be written: \(error.localizedDescription)", .cannotWrite)
            }
        }
    }

    private func id(of pattern: String, at door: any Door) async throws -> String {
        let patterns = try await door.get("/api/workflows/patterns").arrayValue ?? []
        guard let found = patterns.first(where: { $0.text("id") == pattern || $0.text("name") == pattern }) else {
            throw CommandFailure(
                "\(door.place) knows no pattern '\(TerminalText.line(pattern))'. `skein ls patterns` shows them.", .refused)
        }
        return found.text("id")
    }
}

/// `skein import`: a file's agents, tasks and workflows, without running them.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the agents, tasks and workflows of a file to a server.",
        discussion: """
            What is there already is updated: a workflow by its name, an agent or a task by its name within these workflows, \
            or outside of all. What other workflows use is left alone, and nothing is deleted.
            """)

    @Argument(help: "A file as `skein export` writes it.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @Flag(help: "Only check the file and say what would change.")
    var check = false

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting {
            let order = RunOrder(
                file: try TeamFile(file), workflow: nil, directory: nil, inputs: [:], backend: nil, isNew: false)
            let change = try await order.apply(at: try await client.door(), isDryRun: check)
            Terminal.say(client.json ? TerminalText.json(change) : TeamChangeText(change).text(isDryRun: check))
        }
    }
}
