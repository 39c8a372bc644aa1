import Credentials
import Dispatch
import Domain
import Synchronization

/// Works on passwords one after another, on a thread of its own: each takes a core and much memory, and a flood of logins
/// must not take them all.
final class PasswordDesk: Sendable {
    private static let longestLine = 16

    private let queue = DispatchQueue(label: "skein.passwords")
    private let waiting = Mutex(0)
    /// Matches nothing; an unknown user's password is held against it, so that it takes as long.
    private let nobody: PasswordHash

    init(nobody: PasswordHash) {
        self.nobody = nobody
    }

    func hash(_ password: String) async throws -> String {
        try await work { try PasswordHash(of: password).text }
    }

    /// - Parameter hash: nil for a user that is unknown or has none.
    func matches(_ password: String, _ hash: String?) async throws -> Bool {
        let kept = hash.flatMap { PasswordHash($0) }
        return try await work { [nobody] in
            let isRight = try (kept ?? nobody).matches(password)
            return isRight && kept != nil
        }
    }

    /// - Throws: ``LoginRefusal/tooMany(retryAfter:)`` when too many are waiting.
    private func work<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try waiting.withLock { waiting in
            guard waiting < Self.longestLine else { throw LoginRefusal.tooMany(retryAfter: 5) }
            waiting += 1
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
