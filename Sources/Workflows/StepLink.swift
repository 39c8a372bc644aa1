import Agents
import Domain
import DurableExecution

/// Connects a model call with the step that makes it.
struct StepLink: ModelCallLink {
    private let attempt: StepAttempt

    init(_ attempt: StepAttempt) {
        self.attempt = attempt
    }

    var progress: String? { attempt.progress }
    /// Whether nothing of the step was tried before.
    var isFirst: Bool { attempt.number == 1 && !attempt.isContinuation }
    var now: Moment { attempt.now }

    func announced() async throws {
        try await attempt.announced()
    }

    func emit(_ event: ModelEvent, progress: String?) async {
        let note = RunNote(event)
        if event.isToldAtOnce { attempt.tell(note) }
        if event.isKept { await attempt.note([note], progress: progress) }
    }

    func ask(_ interaction: Interaction) async throws {
        try await attempt.ask(RunQuestion(interaction: interaction.id, content: try JSONText(interaction)))
    }

    func stopRequests() -> any AsyncSequence<CallStop, Never> {
        attempt.stopRequests().map(CallStop.init)
    }

    func answers() -> any AsyncSequence<GivenAnswer, Never> {
        attempt.answers().compactMap { answer in
            // What is stored as an answer was JSON when it came.
            guard let value = try? answer.content.decode(JSONValue.self) else { return nil }
            return GivenAnswer(interactionID: answer.interaction, content: value)
        }
    }
}

extension CallStop {
    fileprivate init(_ request: StopRequest) {
        switch request {
        case .pauseAtStep: self = .pauseAtStep
        case .pauseNow: self = .pauseNow
        case .abort: self = .abort
        }
    }
}

extension ModelEvent {
    /// Goes to those who watch, as it comes.
    fileprivate var isToldAtOnce: Bool {
        switch self {
        case .text, .thinking, .usage, .toolUse, .toolResult: true
        case .message, .warning: false
        }
    }

    /// Becomes an event of the run.
    fileprivate var isKept: Bool {
        switch self {
        case .message, .toolUse, .toolResult, .warning: true
        case .text, .thinking, .usage: false
        }
    }
}

extension RunNote {
    /// A longer tool result is cut in events; it is whole where the backend keeps its stream.
    private static let longestContent = 32_768

    fileprivate init(_ event: ModelEvent) {
        switch event {
        case .text(let text): self.init("text", ["text": .string(text)])
        case .thinking(let text): self.init("thinking", ["text": .string(text)])
        case .message(let text): self.init("message", ["role": "assistant", "text": .string(text)])
        case .toolUse(let id, let name, let input):
            self.init("tool_use", ["tool_use_id": .string(id), "tool": .string(name), "input": input])
        case .toolResult(let id, let content, let isError):
            self.init("tool_result", Self.result(id, content, isError))
        case .usage(let usage): self.init("usage", Self.figures(usage))
        case .warning(let message): self.init("warning", ["message": .string(message)])
        }
    }

    private init(_ event: String, _ data: [String: JSONValue]) {
        self.init(event: event, data: JSONText(stored: JSONValue.object(data).text))
    }

    private static func result(_ id: String, _ content: String, _ isError: Bool) -> [String: JSONValue] {
        var data: [String: JSONValue] = ["tool_use_id": .string(id), "is_error": .bool(isError)]
        if content.utf8.count > longestContent {
            data["content"] = .string(String(content.prefix(longestContent)))
            data["bytes"] = .integer(Int64(content.utf8.count))
        } else {
            data["content"] = .string(content)
        }
        return data
    }

    private static func figures(_ usage: Usage) -> [String: JSONValue] {
        [
            "input_tokens": usage.inputTokens.map { .integer(Int64($0)) } ?? .null,
            "output_tokens": usage.outputTokens.map { .integer(Int64($0)) } ?? .null,
            "cost_usd": usage.costUSD.map { .number($0) } ?? .null,
        ]
    }
}
