public import Domain
import SQL

/// The audit log.
extension Store {
    /// Stores an act that changed nothing else: refused, failed, or without effect.
    public func record(_ entry: AuditEntry) async throws {
        try await database.write { try AuditTable.insert(entry, $0) }
    }

    /// Entries, the newest first.
    public func auditEntries(_ filter: AuditFilter, _ page: Page) async throws -> Paged<AuditEntry> {
        try await database.read { try AuditTable.list(filter, page, $0) }
    }

    /// Entries, the oldest first.
    public func oldestAuditEntries(_ filter: AuditFilter, limit: Int) async throws -> [AuditEntry] {
        try await database.read { try AuditTable.oldest(filter, limit: limit, $0) }
    }

    /// Removes what happened before a time. - Returns: how many entries that were.
    public func removeAuditEntries(before time: Timestamp) async throws -> Int {
        try await database.write { try AuditTable.remove(before: time, $0) }
    }
}
