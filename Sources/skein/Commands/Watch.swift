import ArgumentParser
import Domain

/// `skein watch`: one execution, live.
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch a workflow execution, or one execution, until it is over.",
        discussion: """
            Shows it from its beginning, and goes on where the connection was lost. Its questions are asked here when this is \
            a terminal. Ctrl-C ends the watching only. The exit status says how it ended, as of `skein run`.
            """)

    @Argument(help: "The id of a workflow execution or of an execution.")
    var id: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting {
            let door = try await client.door()
            let found = try await FoundThing.find(id, among: [.workflow, .execution], at: door)
            guard found.kind == .workflow else { return try await watch(found.json, found.path, at: door) }
            let show = RunShow(isJSON: client.json, isQuiet: false, isLocal: false, isOwn: false)
            let exit = try await show.follow(found.json, at: door)
            if exit != .completed { throw ExitCode(exit.rawValue) }
        }
    }

    private func watch(_ execution: JSONValue, _ path: String, at door: any Door) async throws {
        try await LogStory(path: path, isJSON: client.json).tell(at: door, isFollowing: true)
        let end = try await door.get(path)
        let exit: RunExit =
            switch end.text("status") {
            case "completed": .completed
            case "aborted": .aborted
            default: .failed
            }
        if exit != .completed { throw ExitCode(exit.rawValue) }
    }
}
