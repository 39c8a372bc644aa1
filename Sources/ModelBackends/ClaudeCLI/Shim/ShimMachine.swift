import Agents
import Domain

/// The shim's mind as a value: what came from the CLI, from the server and from the clock goes in, what to do comes out.
///
/// It answers tool gates by the stated policy, holds what needs a person, and walks the stop ladder. No I/O, no clock.
/// Gates, commands and time have a file each.
struct ShimMachine {
    /// What the loop is to do, in this order.
    enum Action: Equatable {
        case send(JSONValue)
        /// Make everything recorded so far durable before going on (D10).
        case sync
        case closeInput
        case terminate
        case killAll
        /// Record that a person is asked.
        case ask(Interaction)
        /// Record a call of a tool that the caller offers.
        case keep(OfferedCall)
        /// Record what a person answered.
        case remember(InteractionAnswer)
        /// Record why the process is being ended.
        case intend(ShimEnding)
        /// Record something for the log.
        case note(String)
    }

    enum Phase: Equatable {
        /// The hooks are being registered; the model has heard nothing. Next: working, stopping, over.
        case starting
        /// The turn goes on. Next: stopping, draining, over.
        case working
        /// On a rung of the stop ladder. Next: the next rung, draining, over.
        case stopping(StopRung, since: Int64)
        /// The turn's result is there and no more input comes; the process should end. Next: stopping, over.
        case draining(since: Int64)
        /// The process is gone.
        case over
    }

    let request: ShimRequest
    var phase = Phase.starting
    /// Why the process will have ended.
    var ending = ShimEnding.finished
    var gates: [HeldGate] = []
    /// Calls that may be running, by id.
    var runningTools: Set<String> = []
    var rememberedTools: Set<String>
    /// Calls that were allowed before and that the model has to make again.
    var approvedCalls: [ClaudeToolCall]
    /// What people were not shown of calls.
    var patterns = SecretPatterns.none
    /// Calls of the tools that the caller offers, those of earlier processes included.
    var offeredCalls: [OfferedCall]
    /// Whether the CLI has asked which of them there are.
    var hasListedTools = false
    var pausesAtGate = false
    var hasDeferred = false
    private(set) var hasResult = false
    var servers = 0
    var lastServerAt: Int64
    var lastSignOfLife: Int64
    private var requestCount = 0
    private static let initialization = "skein_1"

    init(_ request: ShimRequest, at now: Int64) {
        self.request = request
        lastSignOfLife = now
        lastServerAt = now
        rememberedTools = Set(request.rememberedTools)
        approvedCalls = request.approvedCalls
        offeredCalls = request.offeredCalls
    }

    /// The first words to the CLI: the hooks. The model hears nothing before they are in place (D10).
    mutating func start() -> [Action] {
        [.send(ClaudeControl.initialize(id: nextRequestID(), hasTools: request.offered != nil))]
    }

    // MARK: - From the CLI

    mutating func received(_ message: ClaudeMessage, at now: Int64) -> [Action] {
        lastSignOfLife = now
        switch message {
        case .request(let id, let asked): return answer(asked, id, at: now)
        case .requestCancelled(let id):
            gates.removeAll { $0.requestID == id }
            return []
        case .toolResults(let results):
            runningTools.subtract(results.map(\.toolUseID))
            return []
        case .result: return finishTurn(at: now)
        case .response(Self.initialization, let error): return begin(error, at: now)
        case .response(_, let error): return error.map { [.note("The CLI refused a control request: \($0)")] } ?? []
        case .initialized, .requesting, .apiRetry, .textDelta, .thinkingDelta, .messageStarted, .messageEnded, .assistant,
            .notice, .other:
            return []
        }
    }

    /// The process is gone.
    mutating func exited() {
        phase = .over
        gates = []
    }

    mutating func nextRequestID() -> String {
        requestCount += 1
        return "skein_\(requestCount)"
    }

    /// The hooks are in place, or cannot be.
    private mutating func begin(_ error: String?, at now: Int64) -> [Action] {
        guard phase == .starting else { return [] }
        if let error { return climb(.unstarted("it does not let its tools be gated (\(error))"), at: now) }
        phase = .working
        return request.prompt.map { [.send(ClaudeControl.userMessage($0))] } ?? []
    }

    private mutating func finishTurn(at now: Int64) -> [Action] {
        hasResult = true
        if case .stopping(let rung, _) = phase, rung >= .terminate { return [.sync] }
        phase = .draining(since: now)
        // The CLI ends when it hears no more, and need not wait for the disk.
        return missingTools + [.closeInput, .sync]
    }

    private mutating func answer(_ asked: ClaudeControlRequest, _ id: String, at now: Int64) -> [Action] {
        switch asked {
        case .preToolUse(let call): return decide(call, id, at: now)
        case .postToolUse(let call):
            runningTools.remove(call.id)
            return [.sync, .send(ClaudeControl.proceed(id))]
        case .canUseTool(let call, let isQuestion): return permit(call, id, isQuestion: isQuestion, at: now)
        case .elicitation(let server, let message):
            return [
                .note("\(server) asked: \(message). Nobody answers such questions."),
                .send(ClaudeControl.cancelElicitation(id)),
            ]
        case .hostTools(let message): return serve(message, id)
        case .other(let subtype):
            return [.send(ClaudeControl.failure(id, "\(subtype) is not supported by this host"))]
        }
    }
}

/// Ways to end a process, the gentlest first.
enum StopRung: Int, Comparable {
    case interrupt, closeInput, terminate, kill

    static func < (lhs: StopRung, rhs: StopRung) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}
