import Domain
import DurableExecution
import Foundation
import SQL
import SQLiteDriver
import TestSupport
import Testing

@testable import Persistence

/// `skein verify` is believed, so each promise is broken once and must be named.
@Suite(.timeLimit(.minutes(10))) struct VerificationTests {
    private static let spent = ModelCallReport(
        callID: "c", backend: "scripted", model: "m", outcome: "completed",
        usage: Usage(inputTokens: 10, outputTokens: 5, costUSD: 0.25))

    static func work(_ context: WorkflowContext) async throws -> ExecutionOutcome {
        _ = try await context.step("plan") { _ in "a plan" }
        _ = try await context.step("work") { _ in ["call": Self.spent] }
        return .done
    }

    @Test("a journal that work has written is well, whether the work has ended or goes on")
    func well() async throws {
        let gate = Gate()
        try await ExecutionBed.running { context, order in
            let outcome = try await Self.work(context)
            _ = try await context.step("wait") { _ in
                await gate.pass()
                return ""
            }
            return outcome
        } test: { bed, _, run in
            await gate.arrived()
            #expect(try await bed.bed.store.verify().findings == [])
            gate.open()
            _ = try await bed.bed.end(of: run)
            let verification = try await bed.bed.store.verify()
            #expect(verification.findings == [])
            #expect(verification.runs == 1 && verification.steps == 3 && verification.events > 6)
        }
    }

    private static let breaches: [(Invariant, SQLQuery, says: String)] = [
        (.events, "DELETE FROM events WHERE run_seq = 2", "numbered 1 to"),
        (.events, "UPDATE runs SET event_count = event_count + 1", "instead of those from 1 to"),
        (.ending, "UPDATE events SET name = 'continued' WHERE name = 'completed'", "its last event is continued"),
        (.ending, "UPDATE runs SET ended_at = NULL", "no time of its end"),
        (.lease, "UPDATE runs SET lease_owner = 'somebody'", "somebody drives it"),
        (.attempts, "UPDATE run_steps SET status = 'started' WHERE path = 'work'", "begun and never ended"),
        (.attempts, "UPDATE run_steps SET run_id = 'nobody' WHERE path = 'plan'", "belongs to no run"),
        (
            .paths,
            """
            INSERT INTO run_steps (run_id, path, attempt, kind, position, call_id, status, output, started_at, ended_at)
            SELECT run_id, path, 3, kind, position, call_id, status, output, started_at, ended_at FROM run_steps
            WHERE path = 'plan'
            """, "succeeded 2 times"
        ),
        (.outputs, "UPDATE run_steps SET output = NULL WHERE path = 'plan'", "its result is not there"),
        (.outputs, "UPDATE run_steps SET output = '{' WHERE path = 'plan'", "cannot be read"),
        (.outputs, "UPDATE runs SET output = NULL", "has no result"),
        (.projection, "UPDATE executions SET status = 'failed'", "the execution is failed, its run is completed"),
        (.projection, "DELETE FROM executions", "has no execution"),
        (.usage, "UPDATE executions SET cost_usd = 9.0", "for $9.0"),
        (.usage, "UPDATE usage_days SET cost_usd = 0.0", "its steps say"),
        (.references, "UPDATE runs SET parent_id = 'nobody'", "nobody"),
        (
            .references,
            "INSERT INTO run_signals (run_id, interaction, question, asked_at) VALUES ('nobody', 'q', '{}', 0)", "question q"
        ),
    ]

    @Test("each promise that is broken is named, with the run and what to do", arguments: 0..<breaches.count)
    func breach(index: Int) async throws {
        let (invariant, statement, words) = Self.breaches[index]
        try await ExecutionBed.running { context, _ in
            try await Self.work(context)
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            try await bed.bed.sql(statement)
            let findings = try await bed.bed.store.verify().findings.filter { $0.invariant == invariant }
            let finding = findings.first { $0.message.contains(words) }
            #expect(finding != nil, "\(findings)")
            #expect(finding?.remedy.isEmpty == false)
        }
    }

    @Test("a page that is damaged is named, not believed")
    func damage() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "skein.db").path
            let whole = try SQLiteDatabase(path: path)
            try await Schema.migrator.migrate(whole)
            let store = Store(database: whole, publish: { _ in })
            // The last pages are those of rows, so that the file can still be opened.
            for _ in 0..<100 { try await store.tellServer("noted", ["text": .string(String(repeating: "x", count: 1000))]) }
            try whole.close()
            var bytes = try Data(contentsOf: URL(filePath: path))
            for place in stride(from: bytes.count - 4096 * 3, to: bytes.count, by: 4096) { bytes[place + 3] ^= 0x55 }
            try bytes.write(to: URL(filePath: path))
            let database = try SQLiteDatabase(path: path)
            #expect(try await !database.damages().isEmpty)
            try database.close()
        }
    }

    @Test("a log that is torn anywhere is a database that is well, with less in it: no commit is there in part")
    func tornLog() async throws {
        try await ExecutionBed.running { context, _ in
            try await Self.work(context)
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            let file = try #require(try await bed.bed.sql("PRAGMA database_list").first?.text("file"))
            let (database, log) = (
                try Data(contentsOf: URL(filePath: file)), try Data(contentsOf: URL(filePath: file + "-wal"))
            )
            #expect(log.count > 100_000)
            var runs: Set<Int> = []
            for cut in stride(from: 0, through: log.count, by: log.count / 24) {
                try await withTemporaryDirectory { directory in
                    let copy = directory.appending(path: "torn.db").path
                    try database.write(to: URL(filePath: copy))
                    try log.prefix(cut).write(to: URL(filePath: copy + "-wal"))
                    let torn = try SQLiteDatabase(path: copy)
                    try await Schema.migrator.migrate(torn)
                    let verification = try await Store(database: torn, publish: { _ in }).verify()
                    #expect(verification.findings == [], "cut at \(cut) of \(log.count)")
                    runs.insert(verification.runs)
                    try torn.close()
                }
            }
            #expect(runs == [0, 1])
        }
    }
}
