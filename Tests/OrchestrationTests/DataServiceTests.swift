import Domain
import Foundation
import Orchestration
import Persistence
import SQL
import SQLiteDriver
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DataServiceTests {
    /// Spools that are nothing but names.
    private final class NamedCalls: CallKeeping {
        private let calls: Mutex<[KeptCall]>

        init(_ calls: [KeptCall]) {
            self.calls = Mutex(calls)
        }

        var names: [String] { all().map(\.name) }
        var bytes: Int64 { 1000 }

        func files(of callID: String) -> [String] { names.contains(callID) ? ["\(callID)/1/stream.jsonl"] : [] }
        func location(of file: String) -> String { "/nowhere/\(file)" }
        func all() -> [KeptCall] { calls.withLock { $0 } }
        func remove(_ callID: String) -> Bool { removeSpool(named: callID) }

        func removeSpool(named name: String) -> Bool {
            calls.withLock { $0.removeAll { $0.name == name } }
            return true
        }
    }

    @Test("what calls of runs left that are gone is removed after a day; what a run has is kept")
    func orphans() async throws {
        let calls = NamedCalls([
            KeptCall(name: "kept", run: "there", touchedAt: Timestamp(milliseconds: 0)),
            KeptCall(name: "orphan", run: "gone", touchedAt: Timestamp(milliseconds: 0)),
            KeptCall(name: "young", run: "gone", touchedAt: .now),
        ])
        try await withService(calls) { data, database in
            try await insert("there", "completed", database)
            #expect(try await data.prune(isDryRun: true).spools == 1)
            #expect(calls.names.count == 3, "a dry run removes nothing")
            #expect(try await data.prune().spools == 1)
            #expect(calls.names == ["kept", "young"])
            #expect(try await data.prune().isEmpty)
            #expect(try await data.figures().calls == 1000)
        }
    }

    @Test("a call under way whose spool is gone is named")
    func lostSpool() async throws {
        let spool = KeptCall(name: "run/there/1", run: "run", touchedAt: .now)
        try await withService(NamedCalls([spool])) { data, database in
            try await insert("run", "waiting", database)
            for path in ["there", "lost", "elsewhere"] {
                let progress = path == "elsewhere" ? nil : "1:20"
                try await database.write {
                    try $0.run(
                        """
                        INSERT INTO run_steps (run_id, path, attempt, kind, position, call_id, status, progress, started_at)
                        VALUES ('run', \(path), 1, 'step', 1, \("run/\(path)/1"), 'started', \(progress), 0)
                        """)
                }
            }
            let findings = try await data.verify().findings.filter { $0.invariant == .spools }
            #expect(findings.map(\.path) == ["lost"])
            #expect(findings.first?.remedy.contains("calls") == true)
        }
    }

    private func insert(_ run: String, _ state: String, _ database: SQLiteDatabase) async throws {
        try await database.write {
            try $0.run(
                """
                INSERT INTO runs (id, workflow, version, lane, state, input, labels, topic, priority, lease_epoch, event_count,
                    created_at, queued_at, output)
                VALUES (\(run), 'consultation', 1, 'work', \(state), '{}', '{}', 'workflow_event', 0, 1, 0, 0, 0, '{}')
                """)
        }
    }

    private func withService(
        _ calls: any CallKeeping, _ body: (DataService, SQLiteDatabase) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let database = try SQLiteDatabase(path: directory.appending(path: "skein.db").path)
            try await Schema.migrator.migrate(database)
            let data = DataService(
                store: Store(database: database, publish: { _ in }), calls: calls, policy: RetentionPolicy(),
                dataDirectory: directory.path, release: "test", restart: { false })
            try await body(data, database)
            try database.close()
        }
    }
}
