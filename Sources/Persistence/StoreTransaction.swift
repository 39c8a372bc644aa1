import Domain
import SQL

/// A write in progress that tells its events after the commit.
final class StoreTransaction {
    let sql: any SQLTransaction
    /// How many runs of one user may be live at once; nil for any number.
    let userRunningLimit: Int?
    private let authorship: Authorship?
    private let watch: ChangeWatch?
    private var events: [StoredEvent] = []

    init(_ sql: any SQLTransaction, _ authorship: Authorship? = nil, userRunningLimit: Int? = nil) {
        // Only an entry that waits for a change needs to know of one.
        watch = authorship?.entry == nil ? nil : ChangeWatch(sql)
        self.sql = watch ?? sql
        self.authorship = authorship
        self.userRunningLimit = userRunningLimit
    }

    /// Who asked for it; nil for what the server does by itself.
    var principal: Principal? { authorship?.scope.entry.principal }

    /// Stores an event in this transaction (D2); it is published once the transaction is durable.
    /// - Parameter run: the run it belongs to, with its number there.
    func tell(_ event: Event, run: (id: String, number: Int64)? = nil) throws {
        events.append(try EventTable.insert(signed(event), run: run, sql))
    }

    /// Publishes what was told, in commit order.
    func publishAfterCommit(to publish: @escaping @Sendable ([StoredEvent]) -> Void) {
        guard !events.isEmpty else { return }
        sql.afterCommit { [events] in publish(events) }
    }

    /// Stores the request's audit entry if something was changed.
    func recordAct() throws {
        guard let authorship, var entry = authorship.entry, watch?.hasSeenChange == true || !events.isEmpty else { return }
        if let event = events.first?.event { entry.complete(from: event) }
        try AuditTable.insert(entry, sql)
        sql.afterCommit { [entry] in authorship.scope.stored(entry) }
    }

    /// An event of a run says who caused it, where users have names.
    private func signed(_ event: Event) -> Event {
        guard let principal, principal != .local, event.type == .execution || event.type == .workflow else { return event }
        var event = event
        event.data = Event.merging(event.data, JSONValue.object(["by": .string(principal.name)]).text)
        return event
    }
}

/// Notices whether a transaction changes any row.
private final class ChangeWatch: SQLTransaction {
    private let sql: any SQLTransaction
    private(set) var hasSeenChange = false

    init(_ sql: any SQLTransaction) {
        self.sql = sql
    }

    func rows(_ query: SQLQuery) throws -> [SQLRow] {
        try sql.rows(query)
    }

    func run(_ query: SQLQuery) throws -> Int {
        let changed = try sql.run(query)
        if changed > 0 { hasSeenChange = true }
        return changed
    }

    func insert(_ query: SQLQuery, key: String) throws -> Int64 {
        hasSeenChange = true
        return try sql.insert(query, key: key)
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) {
        sql.afterCommit(action)
    }
}

extension AuditEntry {
    /// What the path did not say, the first event of the change does.
    fileprivate mutating func complete(from event: Event) {
        run = run ?? event.subject.execution ?? event.subject.workflow
        guard target == nil else { return }
        if let id = event.subject.execution {
            target = Target(kind: "execution", id: id)
            return
        }
        if let id = event.subject.workflow {
            target = Target(kind: "workflow", id: id)
            return
        }
        // Its data is ours; without an id there is nothing to say.
        guard let id = (try? JSONValue(parsing: event.data.utf8))?.namedID else { return }
        switch event.type {
        case .agent: target = Target(kind: "agent", id: id)
        case .task: target = Target(kind: "task", id: id)
        case .workflow: target = Target(kind: "pattern", id: id)
        case .execution, .output, .server: break
        }
    }
}

extension JSONValue {
    /// The id of what an event tells of.
    fileprivate var namedID: String? { self["id"]?.stringValue ?? self["pattern_id"]?.stringValue }
}
