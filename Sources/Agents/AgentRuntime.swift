public import Domain

/// Puts an agent to work: chooses the backend, writes the prompt, makes the call.
public struct AgentRuntime: Sendable {
    private let backends: [String: any ModelBackend]
    private let defaultBackend: String
    private let redactor: Redactor
    private let tracesContent: Bool

    /// - Parameters:
    ///   - backends: all there are, by their names.
    ///   - defaultBackend: the name of the one that is used where nothing else is said.
    ///   - redactor: lets no secret out of what a backend tells.
    ///   - tracesContent: whether traces hold what models are told and answer.
    public init(
        backends: [any ModelBackend], defaultBackend: String, redactor: Redactor = Redactor(), tracesContent: Bool = false
    ) {
        self.redactor = redactor
        self.tracesContent = tracesContent
        self.backends = Dictionary(uniqueKeysWithValues: backends.map { ($0.name, $0) })
        self.defaultBackend = defaultBackend
    }

    public var backendNames: [String] { backends.keys.sorted() }

    /// The backend for an order: the order's own, else the agent's, else the server's.
    public func backend(for order: ExecutionOrder) throws(DomainError) -> any ModelBackend {
        try backend(named: order.backend ?? ExecutionSettings(order.agent.executionSettings).backend)
    }

    /// - Parameter name: nil for the server's.
    public func backend(named name: String?) throws(DomainError) -> any ModelBackend {
        if let backend = backends[name ?? defaultBackend] { return backend }
        let known = backendNames.joined(separator: ", ")
        throw .badRequest("There is no backend '\(name ?? defaultBackend)'. This server has: \(known).")
    }

    /// Makes one call of an agent's conversation about its task.
    /// - Parameter conversation: what was said before.
    /// - Parameter deadline: when it ends at the latest; nil for never.
    /// - Parameter link: the way to and from the server.
    /// - Parameter name: the backend's; nil for that of the order.
    /// - Parameter order: agent, task and limits.
    /// - Parameter callID: the call's idempotency key.
    public func work(
        _ order: ExecutionOrder, in conversation: Conversation, callID: String, deadline: Timestamp?,
        backend name: String? = nil, _ link: any ModelCallLink
    ) async throws -> ModelReply {
        let chosen = try name == nil ? backend(for: order) : backend(named: name)
        return try await carry(call(order, conversation, callID: callID, deadline: deadline), chosen, link)
    }

    /// Makes a call that is not about a task of its own, such as a decision of a workflow.
    public func perform(_ call: ModelCall, backend name: String?, _ link: any ModelCallLink) async throws -> ModelReply {
        try await carry(call, backend(named: name), link)
    }

    private func carry(
        _ call: ModelCall, _ backend: any ModelBackend, _ link: any ModelCallLink
    ) async throws -> ModelReply {
        if !backend.preparesItself { try await link.announced() }
        return try await ModelCallWatch(call, backend, contentBy: tracesContent ? redactor : nil).watch {
            try await carrySafely(call, backend, link)
        }
    }

    /// Nothing that a call tells, answers or fails with holds a secret, whatever the backend.
    private func carrySafely(
        _ call: ModelCall, _ backend: any ModelBackend, _ link: any ModelCallLink
    ) async throws -> ModelReply {
        guard redactor.isActive else { return try await backend.perform(call, link) }
        do {
            return try await backend.perform(call, RedactedLink(link, redactor)).redacted(redactor.patterns)
        } catch let error as ModelBackendError {
            throw error.redacted(redactor.patterns)
        }
    }

    private func call(
        _ order: ExecutionOrder, _ conversation: Conversation, callID: String, deadline: Timestamp?
    ) -> ModelCall {
        let settings = ExecutionSettings(order.agent.executionSettings)
        let prompt = PromptBuilder(order: order)
        var call = ModelCall(
            id: callID, conversation: conversation, systemPrompt: prompt.systemPrompt, prompt: prompt.taskPrompt,
            workDirectory: order.workDirectory,
            tools: ToolPolicy(
                allowed: order.agent.tools, disallowed: settings.disallowedTools,
                permissionMode: settings.permissionMode ?? .default),
            limits: CallLimits(
                maxTurns: settings.maxTurns, maxBudgetUSD: settings.maxBudgetUSD, deadline: deadline),
            brief: WorkBrief(order))
        call.agentID = order.agent.id
        call.model = order.model ?? settings.model
        call.fallbackModel = settings.fallbackModel
        call.effort = settings.effort
        call.mcpServers = settings.mcpServers
        call.additionalDirectories = settings.additionalDirectories
        call.outputSchema = order.outputSchema ?? settings.outputSchema
        // A session keeps the system prompt that it began with.
        if order.session?.hasOtherAgent == true {
            call.prompt =
                "From here on somebody else speaks to you as another agent. \(prompt.systemPrompt)\n\n\(call.prompt)"
        }
        call.offered = order.offered
        call.script = settings.script
        return call
    }
}
