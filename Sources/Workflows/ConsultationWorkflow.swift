public import Agents
public import Domain
public import DurableExecution

/// Asks a model one question outside of any pattern, such as which pattern fits.
///
/// It is a run so that an answer that was paid for is kept, whatever happens meanwhile to the server or to who asked.
public struct ConsultationWorkflow: Workflow {
    public static let name = "consultation"
    public static let version = 1

    /// What is asked.
    public struct Order: Sendable, Codable {
        /// Its id, conversation and deadline are the run's to choose.
        public var call: ModelCall
        /// What the answer must meet.
        public var schema: JSONValue
        /// Names the steps, such as `analysis`.
        public var kind: String
        /// Instead of the server's.
        public var backend: String?
        /// Wall clock of the model in seconds.
        public var timeout: Double

        public init(_ call: ModelCall, schema: JSONValue, kind: String, backend: String?, timeout: Double) {
            (self.call, self.schema, self.kind, self.backend, self.timeout) = (call, schema, kind, backend, timeout)
        }
    }

    private let agents: AgentRuntime

    public init(agents: AgentRuntime) {
        self.agents = agents
    }

    public func run(_ context: WorkflowContext, _ order: Order) async throws -> Consultation {
        var spent = ModelSpending()
        let decision = try await Decision.sought(order.call, schema: order.schema) { call, session in
            try await conversation(order, call, in: session).run(context, spent: &spent)
        }
        return Consultation(
            answer: decision.value, problems: decision.problems, failure: decision.failure, message: decision.message,
            spent: spent)
    }

    private func conversation(_ order: Order, _ call: ModelCall, in session: ContinuedSession?) -> DurableConversation {
        DurableConversation(
            name: order.kind, answerName: "\(order.kind) answer", retries: 0, timeout: order.timeout, session: session
        ) { [agents] conversation, callID, deadline, link in
            var call = call
            (call.id, call.conversation, call.limits.deadline) = (callID, conversation, deadline)
            return try await agents.perform(call, backend: order.backend, link)
        }
    }
}

/// What came of a question to a model.
public struct Consultation: Sendable, Codable {
    /// Nil when there is no valid one.
    public var answer: JSONValue?
    /// What is wrong with the last answer, in words.
    public var problems: [String]
    /// The class of the failure because of which there is no answer.
    public var failure: String?
    public var message: String?
    /// By the valid answer and by those that were sent back.
    public var spent: ModelSpending
}
