public import Domain

/// Why a model call failed, with everything that is known about it.
public struct ModelBackendError: Error, Sendable, Hashable, Codable {
    public var cause: Cause
    /// What happened and what to do, in one or two sentences.
    public var message: String
    /// What the model had written until then.
    public var partialOutput: String?
    public var exitStatus: Int?
    /// The end of what it wrote to its error stream.
    public var stderrTail: String?
    /// How long the other side asked to wait before the next try, in seconds.
    public var retryAfter: Double?
    /// Whether its conversation can be continued.
    public var isResumable: Bool
    /// What continues it, opaque to everybody but the backend.
    public var token: String?
    public var call: ModelCallReport
    /// The attempts before it that failed too; nil for none.
    public var earlier: [ModelCallReport]?

    public init(
        _ cause: Cause, _ message: String, partialOutput: String? = nil, exitStatus: Int? = nil, stderrTail: String? = nil,
        retryAfter: Double? = nil, isResumable: Bool = false, token: String? = nil, call: ModelCallReport
    ) {
        self.cause = cause
        self.message = message
        self.partialOutput = partialOutput
        self.exitStatus = exitStatus
        self.stderrTail = stderrTail
        self.retryAfter = retryAfter
        self.isResumable = isResumable
        self.token = token
        self.call = call
    }

    /// The classes of failure. Each case's comment says whether another try may help.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        /// Too many requests; later it may work.
        case rateLimited = "rate_limited"
        /// The API is at capacity; later it may work.
        case overloaded
        /// The API failed; later it may work.
        case apiError = "api_error"
        /// The API could not be reached; later it may work.
        case connection
        /// The key or the login is wrong; never.
        case authentication
        /// The account cannot pay; never.
        case billing
        /// The API refuses the request as it is; never.
        case invalidRequest = "invalid_request"
        /// There is no such model, or no right to it; never.
        case modelNotFound = "model_not_found"
        /// The prompt does not fit the model; never.
        case promptTooLong = "prompt_too_long"
        /// The model refuses; never.
        case refusal
        /// The wall clock of the execution ran out; never.
        case timedOut = "timed_out"
        /// No sign of life for too long; another try may help.
        case inactive
        /// The turn limit was reached; never.
        case maxTurns = "max_turns"
        /// The money limit was reached; never.
        case budget
        /// The answer does not meet the schema; never.
        case schemaUnmet = "schema_unmet"
        /// The process was killed from outside; another try may help.
        case killed
        /// The process ended without a result; another try may help.
        case noResult = "no_result"
        /// The process reported an end that is not known here; never.
        case unknownEnding = "unknown_ending"
        /// The program is not installed; never.
        case missingBinary = "missing_binary"
        /// The program is too old, or cannot do what is asked; never.
        case wrongVersion = "wrong_version"
        /// The program could not be started; never.
        case spawn
        /// A tool may or may not have acted before a crash, and the policy is to ask; never by itself.
        case unknownOutcome = "unknown_outcome"
        /// The agent's settings make no sense for this backend; never.
        case configuration

        /// Whether another try may help.
        public var isTransient: Bool {
            switch self {
            case .rateLimited, .overloaded, .apiError, .connection, .inactive, .killed, .noResult: true
            case .authentication, .billing, .invalidRequest, .modelNotFound, .promptTooLong, .refusal, .timedOut,
                .maxTurns, .budget, .schemaUnmet, .unknownEnding, .missingBinary, .wrongVersion, .spawn, .unknownOutcome,
                .configuration:
                false
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case cause, message, token, call, earlier
        case partialOutput = "partial_output"
        case exitStatus = "exit_status"
        case stderrTail = "stderr_tail"
        case retryAfter = "retry_after"
        case isResumable = "resumable"
    }
}
