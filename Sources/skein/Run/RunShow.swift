import Domain
import Foundation

/// How a run is shown, and what remains of it at the end.
struct RunShow: Sendable {
    let isJSON: Bool
    let isQuiet: Bool
    /// Where the result goes; nil for standard output.
    var output: String?
    /// Whether the server ends with this process.
    let isLocal: Bool
    /// Whether Ctrl-C aborts, and a question that nobody here can answer ends the watching.
    var isOwn = true

    /// Follows a workflow execution to its end. - Returns: what the shell is told.
    func follow(_ execution: JSONValue, at door: any Door) async throws -> RunExit {
        let names = try await RunNames(execution, at: door)
        let board = RunBoard(execution, titles: names.tasks, agents: names.agents)
        let manners = RunSession.Manners(
            asks: Terminal.canAsk && !isJSON && !isQuiet, leavesWhenAsked: isOwn, abortsOnInterrupt: isOwn)
        try await RunSession(board, at: door, manners, view: view).follow()
        let end = try await door.get("/api/workflows/executions/\(board.id)")
        let summary = RunSummary(json: end, names: names)
        if summary.exit == .waiting { return explain(end) }
        try tell(summary)
        return summary.exit
    }

    private var view: any RunView {
        if isJSON { return JSONView() }
        if isQuiet { return QuietView() }
        return Terminal.isLive ? LiveView() : PlainView()
    }

    private func tell(_ summary: RunSummary) throws {
        if let output { try write(summary.result ?? "", to: output) }
        if isJSON { return Terminal.say(TerminalText.json(summary.wire)) }
        if isQuiet {
            if output == nil, let result = summary.result { Terminal.say(shown(result)) }
            if summary.exit != .completed { Terminal.complain("skein: \(summary.table)") }
            return
        }
        Terminal.say("\n" + summary.table)
        if let output { return Terminal.say("The result is in \(output)") }
        if let result = summary.result { Terminal.say("\n" + shown(result)) }
    }

    /// A file gets what the agents wrote, a terminal nothing that could steer it.
    private func shown(_ result: String) -> String {
        isatty(STDOUT_FILENO) == 1 ? TerminalText.lines(result) : result
    }

    private func write(_ result: String, to path: String) throws {
        do {
            try Data((result.hasSuffix("\n") ? result : result + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("the result cannot be written to \(path): \(error.localizedDescription)", .cannotWrite)
        }
    }

    /// Says what is asked, and how it can be answered.
    private func explain(_ execution: JSONValue) -> RunExit {
        let id = execution.text("id")
        let questions = (execution["interactions"]?.arrayValue ?? []).map(AskedQuestion.init)
        for question in questions {
            Terminal.complain("skein: \(id) asks (\(TerminalText.line(question.interaction))):\n  \(question.words)")
        }
        let way =
            isLocal
            ? "Everything is kept. Run the same command on a terminal to answer and go on, or start `skein serve` on the "
                + "same data directory and answer in the browser or with `skein answer \(id) ANSWER`."
            : "Answer with `skein answer \(id) ANSWER` or in the browser, and follow it with `skein watch \(id)`."
        Terminal.complain("skein: \(way)")
        if isJSON {
            Terminal.say(TerminalText.json(RunSummary(json: execution, names: RunNames()).wire))
        }
        return .waiting
    }
}
