import Agents
import Domain

/// A tool call that waits for a person.
struct HeldGate {
    /// What is to be answered.
    let requestID: String
    let call: ClaudeToolCall
    let interaction: Interaction
    /// Whether it can be deferred.
    let isHook: Bool
    let since: Int64
}

/// Whether tools run: decided by policy, by what people said, or held until somebody says it.
extension ShimMachine {
    private static let pausedReason = "Paused by the operator. Ask for this call again when you continue."

    /// Before a tool runs: its intent is durable before the answer goes out (D10).
    mutating func decide(_ call: ClaudeToolCall, _ id: String, at now: Int64) -> [Action] {
        if case .stopping = phase { return [] }
        if isOffered(call.name) { return run(call, ClaudeControl.decide(id, .allow(updatedInput: nil))) }
        if hasDeferred { return deferOrDeny(call, id) }
        if pausesAtGate { return intend(.paused) + deferOrDeny(call, id) }
        let gate = HeldGate(
            requestID: id, call: call, interaction: ToolGate.interaction(for: call), isHook: true, since: now)
        if let answer = request.answers.first(where: { $0.interactionID == call.id }) { return apply(answer, to: gate) }
        if takeApproval(of: call) || rememberedTools.contains(call.name) {
            return run(call, ClaudeControl.decide(id, .allow(updatedInput: nil)))
        }
        return request.gate.needsPerson(call.name) ? hold(gate) : run(call, ClaudeControl.proceed(id))
    }

    /// The CLI's own rules want a person.
    mutating func permit(_ call: ClaudeToolCall, _ id: String, isQuestion: Bool, at now: Int64) -> [Action] {
        if case .stopping = phase { return [] }
        if isOffered(call.name) || takeApproval(of: call) || rememberedTools.contains(call.name) {
            return run(call, ClaudeControl.allow(id, input: call.input))
        }
        let gate = HeldGate(
            requestID: id, call: call, interaction: ToolGate.interaction(for: call, isQuestion: isQuestion), isHook: false,
            since: now)
        if pausesAtGate {
            runningTools.remove(call.id)
            return intend(.paused) + withhold(gate)
        }
        return hold(gate)
    }

    /// A person has answered.
    mutating func resolve(_ gate: HeldGate, _ answer: InteractionAnswer, at now: Int64) -> [Action] {
        lastSignOfLife = now
        gates.removeAll { $0.requestID == gate.requestID }
        return [.remember(answer)] + apply(answer, to: gate)
    }

    /// Ends the process so that its questions are asked again on resume.
    mutating func park(_ ending: ShimEnding) -> [Action] {
        let intention = intend(ending)
        defer { gates = [] }
        return intention + gates.flatMap { $0.isHook ? deferOrDeny($0.call, $0.requestID) : withhold($0) }
    }

    /// Whether a call was allowed before, in an earlier process; an approval holds for one call.
    private mutating func takeApproval(of call: ClaudeToolCall) -> Bool {
        guard
            let approved = approvedCalls.firstIndex(where: { approved in
                // What people saw, and what was kept of it, holds no secret.
                approved.name == call.name
                    && (approved.input == call.input || approved.input == patterns.redacted(call.input))
            })
        else {
            return false
        }
        approvedCalls.remove(at: approved)
        return true
    }

    private mutating func run(_ call: ClaudeToolCall, _ answer: JSONValue) -> [Action] {
        runningTools.insert(call.id)
        return [.sync, .send(answer)]
    }

    private mutating func hold(_ gate: HeldGate) -> [Action] {
        runningTools.remove(gate.call.id)
        gates.append(gate)
        return [.ask(gate.interaction), .sync]
    }

    private mutating func apply(_ answer: InteractionAnswer, to gate: HeldGate) -> [Action] {
        let id = gate.requestID
        guard answer.isAllowed else {
            let reason = answer.message ?? "The operator does not allow this."
            let denial =
                gate.isHook
                ? ClaudeControl.decide(id, .deny(reason)) : ClaudeControl.deny(id, reason, interrupts: false)
            return [.sync, .send(denial)]
        }
        if answer.isRemembered { rememberedTools.insert(gate.call.name) }
        let input = answer.input(for: gate.call)
        let approval =
            gate.isHook
            ? ClaudeControl.decide(id, .allow(updatedInput: input))
            : ClaudeControl.allow(id, input: input ?? gate.call.input)
        return run(gate.call, approval)
    }

    /// One call of a message can be deferred; the model is told to ask for the others again.
    private mutating func deferOrDeny(_ call: ClaudeToolCall, _ id: String) -> [Action] {
        guard hasDeferred else {
            hasDeferred = true
            return [.sync, .send(ClaudeControl.decide(id, .defer))]
        }
        return [
            .note("\(call.name) will have to be asked for again after the pause."), .sync,
            .send(ClaudeControl.decide(id, .deny(Self.pausedReason))),
        ]
    }

    /// What the CLI's own rules stopped cannot be deferred: the turn ends, and the model makes the call again.
    private func withhold(_ gate: HeldGate) -> [Action] {
        let reason = ending == .paused ? Self.pausedReason : "The operator has not answered yet."
        return [.sync, .send(ClaudeControl.deny(gate.requestID, reason, interrupts: true))]
    }
}
