import ArgumentParser
import Domain
import Foundation

/// `skein run`: a team from a file, at work here and now.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the agents, tasks and workflow of a file.",
        discussion: """
            FILE is YAML or JSON with the sections agents, tasks and workflow; examples/ has one for every pattern, and \
            docs/command-line.md lists every field. Everything wrong with it is said at once, each with file, line and path, \
            and nothing is written.

              skein run examples/research-and-report.yaml
              skein run review.yaml --dir . --output review.md
              skein run team.yaml --server http://127.0.0.1:8000 --json

            The work is done in this process on the data directory, unless --server names a running server. Run again, the \
            file updates its own agents, tasks and workflow (found by name) and starts anew; an execution that a crash or a \
            question interrupted goes on instead, and nothing that finished is repeated.

            Ctrl-C aborts the workflow; a second one leaves at once. The exit status is 0 completed, 1 failed, 2 completed \
            with failures, 3 aborted, 4 waiting for an answer that nobody here can give, 5 refused, 65 bad file, 66 no \
            file, 69 no server or a data directory in use, 73 the result cannot be written, 77 no login, or a role that does not allow it, 130 left.
            """)

    @Argument(help: "The team's file.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String

    @Option(help: ArgumentHelp("Let a running server do the work.", valueName: "url"))
    var server: String?

    @OptionGroup var visitor: DoorOptions

    @Option(help: ArgumentHelp("Which workflow of the file, if it has several.", valueName: "name"))
    var workflow: String?

    @Option(
        help: ArgumentHelp("Directory the agents work in. Default: a new one of their own.", valueName: "path"),
        completion: .directory)
    var dir: String?

    @Option(help: ArgumentHelp("A value that the agents see with the objective; may be repeated.", valueName: "key=value"))
    var input: [String] = []

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write the result to this file.", valueName: "path"), completion: .file())
    var output: String?

    @Flag(help: "Print one JSON event a line, and a summary at the end.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but the result.")
    var quiet = false

    @Flag(help: "Start anew, even if an execution of the workflow is under way.")
    var new = false

    @Flag(help: "Only check the file and say what would change.")
    var check = false

    @OptionGroup(title: "Without --server")
    var options: ServerOptions

    func validate() throws {
        if server != nil,
            let flag = [("--data-dir", options.dataDir), ("--config", options.config)].first(where: { $1 != nil })
        {
            throw ValidationError("\(flag.0) has no effect with --server: the server has its own settings.")
        }
        if server == nil, let directory, !FileManager.default.fileExists(atPath: directory) {
            throw ValidationError("--dir \(directory) is not there.")
        }
        if let bad = input.first(where: { !$0.contains("=") }) {
            throw ValidationError("--input '\(bad)' should look like key=value.")
        }
    }

    func run() async throws {
        try await reporting {
            let file = try TeamFile(file)
            if let output { try requireWritable(output) }
            let order = RunOrder(
                file: file, workflow: workflow, directory: directory, inputs: inputs,
                backend: server == nil ? nil : options.backend,
                isNew: new)
            let show = RunShow(isJSON: json, isQuiet: quiet, output: output, isLocal: server == nil)
            let isCheck = check
            let exit: RunExit
            if let server {
                exit = try await carryOut(order, show, isCheck: isCheck, at: try await visitor.door(to: server))
            } else {
                let command = self
                exit = try await LocalDoor.with(try await settings()) { door in
                    try await command.carryOut(order, show, isCheck: isCheck, at: door)
                }
            }
            if exit != .completed { throw ExitCode(exit.rawValue) }
        }
    }

    private func carryOut(_ order: RunOrder, _ show: RunShow, isCheck: Bool, at door: any Door) async throws -> RunExit {
        if isCheck {
            Terminal.say(TeamChangeText(try await order.check(at: door)).text(isDryRun: true))
            return .completed
        }
        return try await show.follow(try await order.start(at: door, quietly: json || quiet), at: door)
    }

    /// Whether the result can be written is better known before it has been paid for.
    private func requireWritable(_ path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let file = FileManager.default
        guard file.isWritableFile(atPath: file.fileExists(atPath: path) ? path : folder) else {
            throw CommandFailure("\(path) cannot be written. Name another file with --output.", .cannotWrite)
        }
    }

    private var directory: String? {
        dir.map { URL(filePath: $0).standardizedFileURL.path }
    }

    private var inputs: [String: JSONValue] {
        Dictionary(
            input.map { text in
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts[0]), .string(String(parts[1])))
            }, uniquingKeysWith: { $1 })
    }

    private func settings() async throws -> ServerSettings {
        var settings = try await options.settings()
        // Whoever names a directory on the command line allows it.
        if let directory { settings.workspaceRoots.append(directory) }
        // Progress is shown; what a server logs of it would only be in the way.
        let isAsked = options.logLevel != nil || ProcessInfo.processInfo.environment["LOG_LEVEL"] != nil
        if !isAsked { settings.logLevel = .error }
        return settings
    }
}
