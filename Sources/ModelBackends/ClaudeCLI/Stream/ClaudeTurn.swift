import Agents
import Domain

/// What a call has come to, gathered from its records one by one.
struct ClaudeTurn {
    /// The time of the first record.
    private(set) var begunAt: Timestamp?
    private(set) var model: String?
    /// The newest result; gone as soon as another turn begins.
    private(set) var result: ClaudeResult?
    /// The turns of all processes so far, as their results count them.
    private(set) var turnCount = 0
    /// The class of the API error the CLI made a message of.
    private(set) var apiError: String?
    /// How long the API last asked to wait, in milliseconds.
    private(set) var retryDelay: Int?
    /// MCP servers that were told to be unusable.
    private var lostServers: Set<String> = []
    /// What was decided about tools, and by whom.
    var decisions = TurnDecisions()
    private var cost = TurnUsage()
    private var answer = TurnAnswer()

    /// What all processes of the call have used, as far as it is known.
    var usage: Usage { cost.total }
    /// What the model has written, finished or not.
    var writtenText: String { answer.writtenText }
    /// The model's last message, where it ended its turn with it and nothing came after.
    var finishedAnswer: String? { answer.finished }
    /// The answer by the schema, where the CLI has accepted it.
    var structuredAnswer: JSONValue? { answer.structured }
    /// Whether the model has heard nothing of this call and nothing was decided in it.
    var isUntouched: Bool { !decisions.hasActed && answer.isEmpty && result == nil }

    /// Takes the next record and says what it tells.
    mutating func take(_ record: SpoolRecord) -> [TurnNews] {
        begunAt = begunAt ?? Timestamp(milliseconds: record.at)
        switch record.source {
        case .cli: return take(ClaudeMessage(record.content))
        case .host:
            decisions.noteHost(record.content)
            return []
        case .shim: return decisions.noteShim(record.content)
        case .stderr: return []
        }
    }

    /// Begins another process of the same call: what was written stays, what was to come does not.
    mutating func beginLeg() {
        result = nil
        apiError = nil
        answer.giveUpUnfinished()
        cost.settle()
        decisions.beginLeg()
    }

    private mutating func take(_ message: ClaudeMessage) -> [TurnNews] {
        switch message {
        case .initialized(_, let model, let lost):
            self.model = model ?? self.model
            result = nil
            // Each turn begins with it; once is enough.
            return lost.filter { lostServers.insert($0.server).inserted }
                .map { .event(.warning(Self.lossWarning($0.server, $0.status))) }
        case .messageStarted(let usage, let isOwn):
            cost.messageStarted(usage)
            if isOwn { answer.messageStarted() }
            return []
        case .messageEnded(let reason, let usage, let isOwn):
            cost.messageEnded(usage)
            if isOwn { answer.messageEnded(reason) }
            return []
        case .textDelta(let text):
            answer.write(text)
            return [.event(.text(text))]
        case .thinkingDelta(let text): return [.event(.thinking(text))]
        case .assistant(let message): return take(message)
        case .toolResults(let results): return results.map { take($0) }
        case .apiRetry(let attempt, let status, let error, let delay):
            retryDelay = delay
            return [.event(.warning(Self.retryWarning(attempt, status, error, delay)))]
        case .notice(let text): return [.event(.warning(text))]
        case .result(let result):
            self.result = result
            turnCount += result.turns ?? 0
            cost.settle(result.usage)
            return [.event(.usage(usage))]
        case .request(let id, let request):
            decisions.noteRequest(id, request)
            return []
        case .requestCancelled, .response, .requesting, .other: return []
        }
    }

    private mutating func take(_ message: ClaudeAssistantMessage) -> [TurnNews] {
        if let error = message.error {
            apiError = error
            return []
        }
        for use in message.toolUses { decisions.noteUse(ClaudeToolCall(id: use.id, name: use.name, input: use.input)) }
        var news = message.toolUses.map { TurnNews.event(.toolUse(id: $0.id, name: $0.name, input: $0.input)) }
        guard !message.isFromSubagent else { return news }
        answer.finish(message)
        if !message.text.isEmpty { news.insert(.event(.message(message.text)), at: 0) }
        return news
    }

    private mutating func take(_ result: ClaudeToolResult) -> TurnNews {
        decisions.toolEnded(result.toolUseID)
        decisions.noteAnswer(result)
        answer.toolEnded(result)
        return .event(.toolResult(id: result.toolUseID, content: result.content, isError: result.isError))
    }

    private static func lossWarning(_ server: String, _ status: String) -> String {
        let cause =
            status == "needs-auth"
            ? "asks for a login; give it a token in its headers"
            : "could not be started or reached; see to its command or url"
        return "The MCP server '\(server)' \(cause) (mcp_servers of the agent). The agent works without its tools."
    }

    private static func retryWarning(_ attempt: Int, _ status: Int?, _ error: String, _ delay: Int) -> String {
        let what = status.map { "The API answered \($0) (\(error))" } ?? "The API could not be reached"
        let wait = (Double(delay) / 100).rounded() / 10
        return "\(what); trying again in \(wait) s (attempt \(attempt))."
    }
}

/// Something worth telling.
enum TurnNews: Equatable {
    case event(ModelEvent)
    /// A person is asked.
    case question(Interaction)

    var isQuestion: Bool {
        if case .question = self { true } else { false }
    }
}
