import Agents
import Domain

/// What a call has come to, gathered from its records one by one.
struct ClaudeTurn {
    /// The time of the first record.
    private(set) var begunAt: Timestamp?
    private(set) var sessionID: String?
    private(set) var model: String?
    /// The newest result; each one ends a turn.
    private(set) var result: ClaudeResult?
    private(set) var usage = Usage.unknown
    /// Finished parts of the answer.
    private(set) var texts: [String] = []
    /// The class of the API error the CLI made a message of.
    private(set) var apiError: String?
    /// How long the API last asked to wait, in milliseconds.
    private(set) var retryDelay: Int?
    /// Tools that may have begun and have not answered.
    private(set) var openCalls: [ClaudeToolCall] = []
    private var askedCalls: [String: ClaudeToolCall] = [:]
    private var unfinishedText = ""

    /// What the model has written, finished or not.
    var writtenText: String {
        (texts + (unfinishedText.isEmpty ? [] : [unfinishedText])).joined(separator: "\n\n")
    }

    /// Takes the next record and says what it tells.
    mutating func take(_ record: SpoolRecord) -> [TurnNews] {
        begunAt = begunAt ?? Timestamp(milliseconds: record.at)
        switch record.source {
        case .cli: return take(ClaudeMessage(record.content))
        case .host:
            noteDecision(record.content)
            return []
        case .shim: return remark(record.content)
        case .stderr: return []
        }
    }

    /// Begins another process of the same call: what was written stays, what was to come does not.
    mutating func beginLeg() {
        result = nil
        apiError = nil
        unfinishedText = ""
    }

    private mutating func take(_ message: ClaudeMessage) -> [TurnNews] {
        switch message {
        case .initialized(let session, let model):
            sessionID = session
            self.model = model ?? self.model
            return []
        case .textDelta(let text):
            unfinishedText += text
            return [.event(.text(text))]
        case .thinkingDelta(let text): return [.event(.thinking(text))]
        case .assistant(let message): return take(message)
        case .toolResults(let results): return results.map { takeResult($0) }
        case .apiRetry(let attempt, let status, let error, let delay):
            retryDelay = delay
            let what = status.map { "The API answered \($0) (\(error))" } ?? "The API could not be reached"
            let wait = (Double(delay) / 100).rounded() / 10
            return [.event(.warning("\(what); trying again in \(wait) s (attempt \(attempt))."))]
        case .notice(let text): return [.event(.warning(text))]
        case .result(let result):
            self.result = result
            usage = usage + result.usage
            return [.event(.usage(usage))]
        case .request(let id, .preToolUse(let call)), .request(let id, .canUseTool(let call, _)):
            askedCalls[id] = call
            return []
        case .request(_, .postToolUse(let call)):
            openCalls.removeAll { $0.id == call.id }
            return []
        case .request, .requestCancelled, .response, .requesting, .other: return []
        }
    }

    private mutating func take(_ message: ClaudeAssistantMessage) -> [TurnNews] {
        if let error = message.error {
            apiError = error
            return []
        }
        var news = message.toolUses.map { TurnNews.event(.toolUse(id: $0.id, name: $0.name, input: $0.input)) }
        if !message.text.isEmpty, !message.isFromSubagent {
            texts.append(message.text)
            unfinishedText = ""
            news.insert(.event(.message(message.text)), at: 0)
        }
        return news
    }

    private mutating func takeResult(_ result: ClaudeToolResult) -> TurnNews {
        openCalls.removeAll { $0.id == result.toolUseID }
        return .event(.toolResult(id: result.toolUseID, content: result.content, isError: result.isError))
    }

    /// A tool that we let go on may have begun from now on.
    private mutating func noteDecision(_ json: JSONValue) {
        guard let response = json["response"], let id = response["request_id"]?.stringValue,
            let call = askedCalls.removeValue(forKey: id)
        else { return }
        let decision = response["response"]
        let hook = decision?["hookSpecificOutput"]?["permissionDecision"]?.stringValue
        let isStopped = hook == "deny" || hook == "defer" || decision?["behavior"] == "deny"
        openCalls.removeAll { $0.id == call.id }
        if !isStopped { openCalls.append(call) }
    }

    private func remark(_ content: JSONValue) -> [TurnNews] {
        if let note = content["note"]?.stringValue { return [.event(.warning(note))] }
        guard let asked = content["asked"], let interaction = Interaction(asked) else { return [] }
        return [.question(interaction)]
    }
}

/// Something worth telling.
enum TurnNews: Equatable {
    case event(ModelEvent)
    /// A person is asked.
    case question(Interaction)
}

extension Interaction {
    /// Reads what a shim recorded.
    init?(_ json: JSONValue) {
        // A shim of another version may write it in another form; the question is then not shown.
        guard let interaction: Interaction = try? JSONCoding.decode(json.text) else { return nil }
        self = interaction
    }
}
