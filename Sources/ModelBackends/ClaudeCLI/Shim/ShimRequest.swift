import Agents
import Domain

/// What a shim is to carry out: one process of the CLI, one stretch of a conversation.
struct ShimRequest: Sendable, Codable {
    var callID: String
    var sessionID: String
    /// The CLI's path and arguments; its environment is the shim's own, so that no secret is written to disk.
    var command: [String]
    var workDirectory: String
    /// What is said to the model; nil when a deferred tool call is to be asked about again.
    var prompt: String?
    var gate: ToolGate
    /// Decisions people made before.
    var answers: [InteractionAnswer]
    /// Calls people allowed that the model has to make again.
    var approvedCalls: [ClaudeToolCall]
    /// Tools that need no more asking.
    var rememberedTools: [String] = []
    /// What the caller offers; the shim answers its calls.
    var offered: OfferedTools?
    /// The calls of it so far, in earlier processes of the conversation.
    var offeredCalls: [OfferedCall] = []
    var timing: ShimTiming
    /// Variables that say to which trace the process's own spans belong; nil where nothing is traced.
    var trace: [String: String]?
}

extension ShimRequest {
    init(
        _ call: ModelCall, _ command: ClaudeCommand, _ opening: CallOpening, _ leg: SpoolLeg,
        _ configuration: ClaudeCLIConfiguration
    ) {
        let memory = CallMemory(call)
        self.init(
            callID: call.id, sessionID: call.conversation.sessionID,
            command: [command.features.path] + command.arguments(in: leg.directory), workDirectory: call.workDirectory,
            prompt: opening.prompt, gate: ToolGate(policy: call.tools), answers: memory.answers,
            approvedCalls: memory.approvedCalls, rememberedTools: memory.rememberedTools,
            offered: call.offered, offeredCalls: memory.offeredCalls(with: opening.turn),
            timing: ShimTiming(
                hold: Int64(configuration.questionHold / .milliseconds(1)),
                inactivity: configuration.inactivity.map { Int64($0 / .milliseconds(1)) },
                deadline: call.limits.deadline?.milliseconds),
            trace: CallTrace.variables)
    }
}

/// How long things may take, in milliseconds.
struct ShimTiming: Sendable, Hashable, Codable {
    /// How long a question is held open with a server attached, and without one.
    var hold: Int64 = 60_000
    var holdAlone: Int64 = 15_000
    /// How long the process may give no sign of life; nil for any time.
    var inactivity: Int64?
    /// When the call must be over, in milliseconds since 1970; nil for never.
    var deadline: Int64?
    /// How long each rung of the stop ladder is given.
    var rung: Int64 = 3_000
}
