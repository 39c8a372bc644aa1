import Domain
import Foundation
import SQL
import SQLiteDriver
import TestSupport
import Testing

@testable import Persistence

@Suite("Usage by day") struct UsageTests {
    private static let day: Int64 = 86_400_000

    @Test("calls of one day, agent and model are one row; what is not known adds nothing and is never zero")
    func sums() async throws {
        try await ExecutionBed.with { bed in
            let usages = [
                Usage(inputTokens: 10, costUSD: 0.5), Usage(outputTokens: 3), Usage(inputTokens: 5, costUSD: 0.25),
            ]
            try await bed.bed.store.write { transaction in
                for usage in usages {
                    let call = ModelCallReport(
                        callID: "c", backend: "scripted", model: "m", outcome: "completed", usage: usage)
                    try UsageTable.add(
                        call, of: bed.agent.id.rawValue, at: Timestamp(milliseconds: Self.day * 7), transaction.sql)
                }
            }
            let rows = try await bed.bed.store.database.read { try UsageTable.since(7, of: bed.agent.id, $0) }
            #expect(rows.count == 1 && rows[0].calls == 3 && rows[0].day == 7 && rows[0].model == "m")
            #expect(rows[0].usage == Usage(inputTokens: 15, outputTokens: 3, costUSD: 0.75))
            #expect(rows[0].agentName == bed.agent.name)
        }
    }

    @Test("what was spent before days were counted is found again, on the day of its execution's start")
    func backfill() async throws {
        try await withTemporaryDirectory { directory in
            let database = try SQLiteDatabase(path: directory.appending(path: "old.db").path)
            try await Migrator([initialSchema, workflowSchema]).migrate(database)
            try await database.write { sql in
                try sql.run(
                    """
                    INSERT INTO agents (id, name, role, system_prompt, capabilities, tools, objectives, constraints,
                        memory_settings, execution_settings, status, created_at, updated_at)
                    VALUES ('a', 'Ada', 'r', 'p', '[]', '[]', '[]', '[]', '{}', '{}', 'idle', 0, 0)
                    """)
                try sql.run(
                    """
                    INSERT INTO tasks (id, title, description, resources, priority, status, results, created_at, updated_at)
                    VALUES ('t', 'T', 'd', '[]', 'low', 'pending', '{}', 0, 0)
                    """)
                for (id, calls, cost) in [("1", "[{}]", 0.5), ("2", "[{}]", 0.25), ("3", "[]", 9.0)] {
                    try sql.run(
                        """
                        INSERT INTO executions (id, task_id, agent_id, status, work_directory, output, agent_response,
                            error_details, start_time, needs_interaction, cost_usd, calls, degraded)
                        VALUES (\(id), 't', 'a', 'completed', '/', '{}', '{}', '{}', \(Self.day * 3 + 5), 0, \(cost),
                            \(calls), 0)
                        """)
                }
            }
            try await Schema.migrator.migrate(database)
            let rows = try await database.read { try UsageTable.since(0, of: nil, $0) }
            #expect(rows.map(\.day) == [3] && rows[0].usage == Usage(costUSD: 0.75) && rows[0].model == nil)
            try database.close()
        }
    }
}
