import ArgumentParser
import Domain
import HTTPTypes

/// `skein pause`: stops an execution, so that it can go on.
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pause a workflow execution or an execution.",
        discussion: "What is under way is finished first, up to the next step, or stopped with --now. Nothing is lost.")

    @Argument(help: "The id of a workflow execution or of an execution.")
    var id: String

    @Flag(help: "Do not wait for the next step.")
    var now = false

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting { try await client.control(id, "pause", ["mode": now ? "now" : "step"]) }
    }
}

/// `skein resume`: lets a paused one go on.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a paused workflow execution or execution go on.")

    @Argument(help: "The id of a workflow execution or of an execution.")
    var id: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting { try await client.control(id, "resume", [:]) }
    }
}

/// `skein abort`: ends one for good.
struct Abort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End a workflow execution or an execution for good.",
        discussion: "The results of what is done by then are kept.")

    @Argument(help: "The id of a workflow execution or of an execution.")
    var id: String

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting { try await client.control(id, "abort", [:]) }
    }
}

/// `skein answer`: answers a question.
struct Answer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer the question that a workflow execution or an execution asks.",
        discussion: """
            A tool is allowed or denied with `allow` and `deny`; any other question is answered with a text, or with a JSON \
            object. `skein show ID` shows what is asked.

              skein answer 019ac… allow
              skein answer 019ac… "The blue one." --question ask_1
            """)

    @Argument(help: "The id of a workflow execution or of an execution.")
    var id: String

    @Argument(help: "allow, deny, a text or a JSON object.")
    var answer: String

    @Option(help: ArgumentHelp("Which question, if several are open.", valueName: "id"))
    var question: String?

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting {
            let door = try await client.door()
            let found = try await FoundThing.find(id, among: [.workflow, .execution], at: door)
            let open = (found.json["interactions"]?.arrayValue ?? []).map(AskedQuestion.init)
                .filter { question == nil || $0.interaction == question }
            guard let asked = open.first, open.count == 1 else {
                let ids = open.map(\.interaction).joined(separator: ", ")
                throw CommandFailure(
                    open.isEmpty
                        ? "\(id) asks nothing\(question.map { " called '\($0)'" } ?? "") now."
                        : "\(id) asks \(open.count) questions (\(ids)). Name one of them with --question.", .refused)
            }
            let outcome = try await door.send(.post, found.path + "/input", asked.body(answering: asked.answer(answer)))
            Terminal.say(client.json ? TerminalText.json(outcome) : TerminalText.line(outcome.text("message")))
        }
    }
}

extension ClientOptions {
    /// Sends a command to whatever execution an id names, and says what came of it.
    func control(_ id: String, _ command: String, _ body: JSONValue) async throws {
        let door = try await door()
        let found = try await FoundThing.find(id, among: [.workflow, .execution], at: door)
        let outcome = try await door.send(.post, "\(found.path)/\(command)", body)
        Terminal.say(json ? TerminalText.json(outcome) : TerminalText.line(outcome.text("message")))
    }
}
