import Agents
import Foundation

/// Finds the class of a failure of the API, which the CLI reports as a result of subtype `success` that is an error.
struct ClaudeAPIFailure {
    let cause: ModelBackendError.Cause

    /// - Parameter error: the class the CLI wrote into the message it made of the error, such as `rate_limit`.
    /// - Returns: nil when the result is no failure of the API.
    init?(_ result: ClaudeResult, error: String?) {
        guard result.isError, error != nil || result.apiErrorStatus != nil || Self.isTooLong(result) else { return nil }
        cause =
            Self.cause(ofReason: result) ?? Self.cause(ofStatus: result.apiErrorStatus, error)
            ?? Self.cause(ofError: error, result.text)
    }

    private static func isTooLong(_ result: ClaudeResult) -> Bool {
        result.terminalReason == "prompt_too_long" || result.apiErrorStatus == 413
    }

    private static func cause(ofReason result: ClaudeResult) -> ModelBackendError.Cause? {
        isTooLong(result) ? .promptTooLong : nil
    }

    /// A 400 may be about money, which only the error's class tells.
    private static func cause(ofStatus status: Int?, _ error: String?) -> ModelBackendError.Cause? {
        switch status {
        case 400: error == "billing_error" ? .billing : .invalidRequest
        case 401, 403: .authentication
        case 402: .billing
        case 404: .modelNotFound
        case 429: .rateLimited
        case 529: .overloaded
        case .some(500...): .apiError
        case nil, .some: nil
        }
    }

    private static func cause(ofError error: String?, _ text: String) -> ModelBackendError.Cause {
        switch error {
        case "authentication_failed": .authentication
        case "billing_error": .billing
        case "rate_limit": .rateLimited
        case "model_not_found": .modelNotFound
        case "invalid_request": .invalidRequest
        default: text.localizedStandardContains("connect") ? .connection : .apiError
        }
    }
}
