public import Agents
import Domain
public import DurableExecution

extension ModelBackendError: FailureDescribing {
    public var failure: RunFailure {
        // All of it can be encoded; a failure without details would still be one.
        RunFailure(kind: cause.rawValue, message: message, details: try? JSONText(self))
    }

    public var retry: RetryAdvice {
        guard cause.isTransient else { return .never }
        return retryAfter.map { .notBefore(.seconds($0)) } ?? .byPolicy
    }

    /// Reads back what ``failure`` wrote; nil for a failure of another kind.
    init?(_ failure: RunFailure) {
        // Another kind of failure has other details, or none.
        guard let error = try? failure.details?.decode(ModelBackendError.self) else { return nil }
        self = error
    }
}
