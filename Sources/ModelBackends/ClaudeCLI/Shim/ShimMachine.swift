import Agents
import Domain

/// The shim's mind as a value: what came from the CLI, from the server and from the clock goes in, what to do comes out.
///
/// It answers tool gates by the stated policy, holds what needs a person, and walks the stop ladder. No I/O, no clock.
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
        /// Record something for the log.
        case note(String)
    }

    enum Phase: Equatable {
        /// The turn goes on. Next: stopping, draining, over.
        case working
        /// On a rung of the stop ladder. Next: the next rung, draining, over.
        case stopping(Rung, since: Int64)
        /// The turn's result is there and no more input comes; the process should end. Next: stopping, over.
        case draining(since: Int64)
        /// The process is gone.
        case over
    }

    /// Ways to end a process, the gentlest first.
    enum Rung: Int {
        case interrupt, closeInput, terminate, kill
    }

    /// A tool call that waits for an answer.
    struct Gate {
        let requestID: String
        let call: ClaudeToolCall
        let interaction: Interaction
        /// Whether it can be deferred.
        let isHook: Bool
        let since: Int64
    }

    let request: ShimRequest
    private(set) var phase = Phase.working
    /// Why the process will have ended.
    private(set) var ending = ShimEnding.finished
    private var gates: [Gate] = []
    private var runningTools: Set<String> = []
    private var rememberedTools: Set<String> = []
    private var pausesAtGate = false
    private var hasDeferred = false
    private var servers = 0
    private var lastServerAt: Int64
    private var lastSignOfLife: Int64
    private var requestCount = 0

    init(_ request: ShimRequest, at now: Int64) {
        self.request = request
        lastSignOfLife = now
        lastServerAt = now
        rememberedTools = Set(
            request.answers.filter(\.isRemembered).compactMap { answer in
                request.approvedCalls.first { $0.id == answer.interactionID }?.name
            })
    }

    /// The first words to the CLI.
    mutating func start() -> [Action] {
        let initialize = Action.send(ClaudeControl.initialize(id: nextRequestID()))
        return [initialize] + (request.prompt.map { [.send(ClaudeControl.userMessage($0))] } ?? [])
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
        case .response(_, let error): return error.map { [.note("The CLI refused a control request: \($0)")] } ?? []
        case .initialized, .requesting, .apiRetry, .textDelta, .thinkingDelta, .assistant, .notice, .other: return []
        }
    }

    /// The process is gone.
    mutating func exited() {
        phase = .over
        gates = []
    }

    private mutating func finishTurn(at now: Int64) -> [Action] {
        if case .stopping(let rung, _) = phase, rung.rawValue >= Rung.terminate.rawValue { return [.sync] }
        phase = .draining(since: now)
        return [.sync, .closeInput]
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
        case .other(let subtype):
            return [.send(ClaudeControl.failure(id, "\(subtype) is not supported by this host"))]
        }
    }

    // MARK: - Tool gates

    /// Before a tool runs: its intent is durable before the answer goes out (D10).
    private mutating func decide(_ call: ClaudeToolCall, _ id: String, at now: Int64) -> [Action] {
        if case .stopping = phase { return [] }
        if pausesAtGate || hasDeferred { return deferOrDeny(call, id) }
        if let answer = request.answers.first(where: { $0.interactionID == call.id }) {
            return resolve(
                Gate(requestID: id, call: call, interaction: ToolGate.interaction(for: call), isHook: true, since: now),
                answer)
        }
        if !request.gate.needsPerson(call.name) || rememberedTools.contains(call.name) {
            runningTools.insert(call.id)
            let isRemembered = rememberedTools.contains(call.name)
            return [
                .sync, .send(isRemembered ? ClaudeControl.decide(id, .allow(updatedInput: nil)) : ClaudeControl.proceed(id)),
            ]
        }
        return hold(Gate(requestID: id, call: call, interaction: ToolGate.interaction(for: call), isHook: true, since: now))
    }

    /// The CLI's own rules want a person.
    private mutating func permit(_ call: ClaudeToolCall, _ id: String, isQuestion: Bool, at now: Int64) -> [Action] {
        if case .stopping = phase { return [] }
        let isApproved = request.approvedCalls.contains { $0.name == call.name && $0.input == call.input }
        if isApproved || rememberedTools.contains(call.name) {
            runningTools.insert(call.id)
            return [.sync, .send(ClaudeControl.allow(id, input: call.input))]
        }
        let interaction = ToolGate.interaction(for: call, isQuestion: isQuestion)
        return hold(Gate(requestID: id, call: call, interaction: interaction, isHook: false, since: now))
    }

    private mutating func hold(_ gate: Gate) -> [Action] {
        runningTools.remove(gate.call.id)
        gates.append(gate)
        return [.ask(gate.interaction), .sync]
    }

    private mutating func resolve(_ gate: Gate, _ answer: InteractionAnswer) -> [Action] {
        gates.removeAll { $0.requestID == gate.requestID }
        if answer.isRemembered { rememberedTools.insert(gate.call.name) }
        let reason = answer.message ?? "The operator does not allow this."
        guard answer.isAllowed else {
            let denial =
                gate.isHook
                ? ClaudeControl.decide(gate.requestID, .deny(reason))
                : ClaudeControl.deny(gate.requestID, reason, interrupts: false)
            return [.sync, .send(denial)]
        }
        runningTools.insert(gate.call.id)
        let input = answer.input(for: gate.call)
        let approval =
            gate.isHook
            ? ClaudeControl.decide(gate.requestID, .allow(updatedInput: input))
            : ClaudeControl.allow(gate.requestID, input: input ?? gate.call.input)
        return [.sync, .send(approval)]
    }

    /// One call of a message can be deferred; the model is told to ask for the others again.
    private mutating func deferOrDeny(_ call: ClaudeToolCall, _ id: String) -> [Action] {
        if hasDeferred {
            let reason = "Paused by the operator. Ask for this call again when you continue."
            return [
                .note("\(call.name) will have to be asked for again after the pause."), .sync,
                .send(ClaudeControl.decide(id, .deny(reason))),
            ]
        }
        hasDeferred = true
        return [.sync, .send(ClaudeControl.decide(id, .defer))]
    }

    /// Ends the process so that its questions are asked again on resume.
    private mutating func park(_ ending: ShimEnding) -> [Action] {
        self.ending = ending
        defer { gates = [] }
        return gates.flatMap { gate in
            if gate.isHook { return deferOrDeny(gate.call, gate.requestID) }
            let reason = "The operator has not answered yet."
            return [.sync, .send(ClaudeControl.deny(gate.requestID, reason, interrupts: true))]
        }
    }

    private mutating func nextRequestID() -> String {
        requestCount += 1
        return "skein_\(requestCount)"
    }
}

// MARK: - From the server

extension ShimMachine {
    mutating func received(_ command: ShimCommand, at now: Int64) -> [Action] {
        switch command {
        case .follow: return []
        case .stop(let stop): return received(stop, at: now)
        case .answer(let answer):
            guard let gate = gates.first(where: { $0.interaction.id == answer.interactionID }) else { return [] }
            return resolve(gate, answer)
        }
    }

    /// How many servers are attached now.
    mutating func attached(_ count: Int, at now: Int64) {
        if servers > 0 || count > 0 { lastServerAt = now }
        servers = count
    }

    private mutating func received(_ stop: CallStop, at now: Int64) -> [Action] {
        switch stop {
        case .pauseAtStep:
            guard phase == .working else { return [] }
            pausesAtGate = true
            ending = .paused
            return gates.isEmpty ? [] : park(.paused)
        case .pauseNow:
            guard phase == .working else { return [] }
            if !gates.isEmpty, runningTools.isEmpty { return park(.paused) }
            return climb(.paused, at: now)
        case .abort:
            return climb(.aborted, at: now)
        }
    }
}

// MARK: - From the clock

extension ShimMachine {
    /// When ``tick(at:)`` wants to be called next, in milliseconds since 1970; nil for never.
    var wakeAt: Int64? {
        var moments: [Int64?] = []
        switch phase {
        case .working: moments = [request.timing.deadline, inactivityLimit, holdLimit]
        case .stopping(let rung, let since): moments = [rung == .kill ? since + 100 : since + request.timing.rung]
        case .draining(let since): moments = [since + request.timing.rung]
        case .over: return nil
        }
        return moments.compactMap { $0 }.min()
    }

    mutating func tick(at now: Int64) -> [Action] {
        switch phase {
        case .working: return watch(at: now)
        case .stopping(let rung, let since):
            guard now >= since + (rung == .kill ? 100 : request.timing.rung) else { return [] }
            return step(to: Rung(rawValue: rung.rawValue + 1) ?? .kill, at: now)
        case .draining(let since):
            return now >= since + request.timing.rung ? step(to: .terminate, at: now) : []
        case .over: return []
        }
    }

    /// Tells the shim itself to end.
    mutating func terminated(at now: Int64) -> [Action] {
        climb(.terminated, at: now)
    }

    private mutating func watch(at now: Int64) -> [Action] {
        if let deadline = request.timing.deadline, now >= deadline { return climb(.timedOut, at: now) }
        if let limit = inactivityLimit, now >= limit { return climb(.inactive, at: now) }
        if let limit = holdLimit, now >= limit, let gate = gates.first { return park(.asked(gate.interaction)) }
        return []
    }

    /// A tool that runs, or a person who thinks, is not silence.
    private var inactivityLimit: Int64? {
        guard runningTools.isEmpty, gates.isEmpty else { return nil }
        return request.timing.inactivity.map { lastSignOfLife + $0 }
    }

    private var holdLimit: Int64? {
        guard let oldest = gates.map(\.since).min() else { return nil }
        let attended = oldest + request.timing.hold
        return servers > 0 ? attended : min(attended, max(oldest, lastServerAt) + request.timing.holdAlone)
    }

    /// Begins to end the process, or goes on doing so for another reason.
    private mutating func climb(_ reason: ShimEnding, at now: Int64) -> [Action] {
        switch phase {
        case .working:
            ending = reason
            return step(to: .interrupt, at: now)
        case .stopping:
            if reason == .aborted { ending = reason }
            return []
        case .draining, .over:
            return []
        }
    }

    private mutating func step(to rung: Rung, at now: Int64) -> [Action] {
        phase = .stopping(rung, since: now)
        switch rung {
        case .interrupt: return [.send(ClaudeControl.interrupt(id: nextRequestID()))]
        case .closeInput: return [.closeInput]
        case .terminate: return [.terminate]
        case .kill: return [.killAll]
        }
    }
}
