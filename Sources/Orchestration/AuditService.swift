public import Domain
public import Logging
public import Persistence

/// Keeps and shows who did what.
public struct AuditService: Sendable {
    private let store: Store
    private let logger: Logger

    public init(store: Store, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Carries out a request and sees to it that it is recorded: with the change it makes, or, where nothing was changed or
    /// the change came to nothing, by itself.
    /// - `status`: what HTTP says of the answer.
    public func recording<Answer>(
        _ entry: AuditEntry, status: (Answer) -> Int, _ body: () async throws -> Answer
    ) async throws -> Answer {
        let scope = AuditScope(entry)
        do {
            let answer = try await AuditScope.$current.withValue(scope) { try await body() }
            await conclude(scope, status(answer))
            return answer
        } catch {
            await conclude(scope, 500)
            throw error
        }
    }

    /// Says who makes the present request.
    public static func identify(_ principal: Principal) {
        AuditScope.current?.identify(principal)
    }

    /// Says what the present request is about, where its path does not.
    public static func name(_ kind: String, _ id: String) {
        AuditScope.current?.name(AuditEntry.Target(kind: kind, id: id))
    }

    public func list(_ filter: AuditFilter, _ page: Page) async throws -> Paged<AuditEntry> {
        try await store.auditEntries(filter, page)
    }

    /// Hands out everything that fits, the oldest first, a part at a time.
    public func export(_ filter: AuditFilter, _ take: ([AuditEntry]) async throws -> Void) async throws {
        var filter = filter
        while true {
            let part = try await store.oldestAuditEntries(filter, limit: Self.partOfExport)
            guard let last = part.last?.id else { return }
            try await take(part)
            filter.afterID = last
        }
    }

    private static let partOfExport = 500

    private func conclude(_ scope: AuditScope, _ status: Int) async {
        let outcome = AuditEntry.Outcome(status: status)
        // A change that committed has its entry; one that then came to nothing gets a second.
        if scope.isStored, outcome == .done { return }
        var entry = scope.entry
        entry.status = status
        entry.outcome = outcome
        do {
            try await store.record(entry)
        } catch {
            logger.error("cannot write the audit log", metadata: ["action": "\(entry.action)", "error": "\(error)"])
        }
    }
}
