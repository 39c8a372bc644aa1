import Domain
import DurableExecution
import SQL
import TestSupport
import Testing

@testable import Persistence

@Suite("The audit log and the changes it tells of", .timeLimit(.minutes(10))) struct AuditTests {
    private static func scope(_ name: String = "ada") -> AuditScope {
        var entry = AuditEntry(
            at: .now, address: "10.0.0.1", action: "startExecution", method: "POST", route: "/api/execution/start",
            requestID: "r1")
        entry.principal = Principal(id: "id-\(name)", name: name, role: .operator)
        return AuditScope(entry)
    }

    private static func acting<Result: Sendable>(
        _ scope: AuditScope, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await AuditScope.$current.withValue(scope) { try await body() }
    }

    private static func entries(_ bed: ExecutionBed) async throws -> [AuditEntry] {
        try await bed.bed.store.oldestAuditEntries(AuditFilter(), limit: 100)
    }

    @Test("a change and its entry commit together: the first transaction takes the entry, later ones have none")
    func together() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            let scope = Self.scope()
            let run = try await Self.acting(scope) {
                let run = try await bed.start(on: engine)
                _ = try await bed.bed.journal.command(.pauseRequested, pauseMode: .now, to: run)
                return run
            }
            let entries = try await Self.entries(bed)
            #expect(entries.count == 1)
            #expect(entries.first?.target == AuditEntry.Target(kind: "execution", id: run.rawValue))
            #expect(entries.first?.run == run.rawValue)
            #expect(entries.first?.principal?.name == "ada")
            #expect(scope.isStored)
            #expect(try await bed.execution(run)?.startedBy == Author(id: "id-ada", name: "ada"))
            let events = try await bed.bed.store.events(ofRun: run.rawValue, after: 0, limit: 10)
            #expect(events.map(\.event.name) == ["created", "paused"])
            #expect(events.allSatisfy { $0.event.data.contains("\"by\":\"ada\"") })
        }
    }

    @Test("a change that is not kept leaves no entry, nor does one that changes nothing; the entry is then for what follows")
    func undone() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            let first = try await bed.start(on: engine)
            let scope = Self.scope()
            await #expect(throws: DomainError.self) { try await Self.acting(scope) { try await bed.start(on: engine) } }
            _ = try await Self.acting(scope) {
                try await bed.bed.journal.command(.resumeRequested, pauseMode: nil, to: first)
            }
            #expect(try await Self.entries(bed).isEmpty)
            _ = try await Self.acting(scope) {
                try await bed.bed.journal.command(.pauseRequested, pauseMode: nil, to: first)
            }
            #expect(try await Self.entries(bed).count == 1)
        }
    }

    @Test("an entry that cannot be written undoes its change")
    func atomic() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            try await bed.bed.sql("DROP TABLE audit_log")
            await #expect(throws: (any Error).self) {
                try await Self.acting(Self.scope()) { try await bed.start(on: engine) }
            }
            let executions = try await bed.bed.sql("SELECT id FROM executions")
            #expect(executions.isEmpty)
        }
    }

    @Test("one user's live executions have a limit, which two starts at once cannot pass; another user has their own")
    func quota() async throws {
        try await ExecutionBed.with { bed in
            let store = Store(database: bed.bed.store.database, userRunningLimit: 2, publish: { _ in })
            let engine = bed.bed.engine(journal: StoreJournal(store))
            let start: @Sendable (String) async throws -> RunID = { name in
                try await Self.acting(Self.scope(name)) { try await bed.start(on: engine, isExclusive: false) }
            }
            let outcomes = await withTaskGroup(of: Result<RunID, any Error>.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do { return .success(try await start("ada")) } catch { return .failure(error) }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let started = outcomes.compactMap { try? $0.get() }  // the others were refused
            let refusals = outcomes.compactMap { if case .failure(let error) = $0 { error as? DomainError } else { nil } }
            #expect(started.count == 2 && refusals.count == 8)
            guard case .tooMany(let message, _) = refusals.first else {
                Issue.record("\(refusals) should be too many")
                return
            }
            #expect(message.contains("'ada' has 2 live executions") && message.contains("SKEIN_USER_RUNNING_LIMIT"))
            _ = try await start("bob")
            _ = try await store.database.write {
                try $0.run("UPDATE executions SET status = 'aborted' WHERE id = \(started[0].rawValue)")
            }
            _ = try await start("ada")
        }
    }

    @Test("entries are found by time, user, act and run, and removed only by age")
    func found() async throws {
        try await ExecutionBed.with { bed in
            let store = bed.bed.store
            for (index, name) in ["ada", "bob", "ada"].enumerated() {
                var entry = Self.scope(name).entry
                entry.at = Timestamp(milliseconds: Int64(index) * 1000)
                entry.run = "run\(index)"
                entry.status = 409
                entry.outcome = .refused
                try await store.record(entry)
            }
            let find: (String) async throws -> [String?] = { key in
                var filter = AuditFilter()
                switch key {
                case "user": filter.user = "ada"
                case "id": filter.user = "id-bob"
                case "after": filter.after = Timestamp(milliseconds: 1000)
                case "until": filter.until = Timestamp(milliseconds: 1000)
                case "run": filter.run = "run1"
                case "action": filter.action = "other"
                default: filter.afterID = 2
                }
                return try await store.auditEntries(filter, Page()).items.map(\.run)
            }
            #expect(try await find("user") == ["run2", "run0"])
            #expect(try await find("id") == ["run1"])
            #expect(try await find("after") == ["run2", "run1"])
            #expect(try await find("until") == ["run1", "run0"])
            #expect(try await find("run") == ["run1"])
            #expect(try await find("action") == [])
            #expect(try await find("after id") == ["run2"])
            #expect(try await store.removeAuditEntries(before: Timestamp(milliseconds: 1000)) == 1)
            #expect(try await Self.entries(bed).map(\.run) == ["run1", "run2"])
        }
    }
}
