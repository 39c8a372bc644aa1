import Domain
import Foundation
import HTTPTypes
import UnixSignals

/// One workflow execution, followed to its end: shows it, asks a person what it asks, and aborts it on Ctrl-C.
actor RunSession {
    /// What a session may do besides watching.
    struct Manners: Sendable {
        /// Whether questions are put to the person at the terminal.
        var asks: Bool
        /// Whether it leaves when nothing goes on without an answer.
        var leavesWhenAsked: Bool
        /// Whether Ctrl-C aborts the execution.
        var abortsOnInterrupt: Bool
    }

    nonisolated let id: String
    private nonisolated let door: any Door
    private nonisolated let manners: Manners
    private var board: RunBoard
    private var view: any RunView
    private var asked: AskedQuestion?
    private var interrupts = 0
    /// Tells that there is something to type.
    private nonisolated let questions = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(_ board: RunBoard, at door: any Door, _ manners: Manners, view: any RunView) {
        id = board.id
        self.board = board
        self.door = door
        self.manners = manners
        self.view = view
    }

    /// Returns when the execution is over, or when nobody here can answer what it asks.
    nonisolated func follow() async throws {
        // Heard before anything is shown: whoever sees the first line may press Ctrl-C.
        let interrupts = manners.abortsOnInterrupt ? await UnixSignalsSequence(trapping: .sigint) : nil
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await self.door.follow("workflow:\(self.id)", after: 0) { try await self.take($0) }
                return true
            }
            group.addTask { try await self.tick() }
            if let interrupts { group.addTask { await self.hear(interrupts) } }
            if manners.asks { group.addTask { try await self.read() } }
            while let isOver = try await group.next(), !isOver {}
            group.cancelAll()
        }
    }

    // MARK: - Events

    /// - Returns: whether to go on.
    private func take(_ event: JSONValue) async throws -> Bool {
        let line = board.apply(event)
        if asked == nil { view.show(event, line, board) }
        if board.isOver { return false }
        switch event.text("event") {
        case "needs_input", "input_given", "waiting", "completed", "failed", "aborted": return try await look()
        default: return true
        }
    }

    /// Sees what is asked by now. - Returns: whether to go on.
    private func look() async throws -> Bool {
        let execution = try await door.get("/api/workflows/executions/\(id)")
        let open = (execution["interactions"]?.arrayValue ?? []).map(AskedQuestion.init)
        guard let first = open.first else {
            asked = nil
            return true
        }
        if manners.asks { ask(first) }
        return manners.asks || !manners.leavesWhenAsked || Self.isAtWork(execution)
    }

    /// Whether something goes on without an answer.
    private static func isAtWork(_ execution: JSONValue) -> Bool {
        (execution["executions"]?.arrayValue ?? []).contains { child in
            let isLive = ["pending", "running", "pausing", "aborting"].contains(child.text("status"))
            return isLive && child["needs_interaction"]?.boolValue != true
        }
    }

    private func tick() async throws -> Bool {
        while true {
            try await Task.sleep(for: .seconds(1))
            if asked == nil { view.tick(board) }
        }
    }

    // MARK: - Questions

    private func ask(_ question: AskedQuestion) {
        guard asked != question else { return }
        asked = question
        view.leave()
        Terminal.complain("\n" + question.words)
        questions.continuation.yield()
    }

    /// Nothing is read before there is a question: a program in the background must not touch the keyboard.
    private nonisolated func read() async throws -> Bool {
        for await _ in questions.stream {
            for await line in Keyboard.lines() { try await typed(line) }
            return false
        }
        return false
    }

    private func typed(_ line: String) async throws {
        guard let question = asked, !line.isEmpty else { return }
        do {
            _ = try await door.send(
                .post, "/api/workflows/executions/\(id)/input", question.body(answering: question.answer(line)))
            asked = nil
            _ = try await look()
        } catch let refusal as Refusal where refusal.status == 422 {
            Terminal.complain("\(TerminalText.line(refusal.description))")
        } catch let refusal as Refusal {
            Terminal.complain(TerminalText.line(refusal.description))
            asked = nil
            _ = try await look()
        }
    }

    // MARK: - Ctrl-C

    private func hear(_ signals: UnixSignalsSequence) async -> Bool {
        for await _ in signals { await interrupt() }
        return false
    }

    private func interrupt() async {
        interrupts += 1
        view.leave()
        guard interrupts == 1 else {
            Terminal.complain("skein: left; \(id) is aborted by the next server on its data.")
            _exit(RunExit.left.rawValue)
        }
        Terminal.complain("skein: aborting \(TerminalText.line(board.name)) … (Ctrl-C again leaves at once)")
        do {
            _ = try await door.send(.post, "/api/workflows/executions/\(id)/abort", [:])
        } catch {
            Terminal.complain("skein: \(TerminalText.line("\(error)"))")
        }
    }
}
