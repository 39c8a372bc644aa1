import DurableExecution
import Foundation
import Logging
import Persistence
import SQL
import SQLiteDriver
import ServiceLifecycle
import TestSupport
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(10))) struct HealthMonitorTests {
    @Test("a check that never comes back does not hang the answer: it has failed, and the others are told as they are")
    func hung() async throws {
        let gate = Gate()
        let checks = [
            HealthCheck("hung") {
                await gate.pass()
                return HealthFinding(.ok, "back")
            }, HealthCheck("fine") { HealthFinding(.warn, "somewhat") },
        ]
        let monitor = HealthMonitor(checks, patience: .milliseconds(50), freshness: .seconds(60))
        try await watching(monitor) {
            let report = await monitor.report()
            #expect(report.status == .fail)
            #expect(report.entries.map(\.finding.status) == [.fail, .warn])
            #expect(report.obstacles.contains("hung: no answer within"))
            gate.open()
            try await eventually("the hung check to be back") { await monitor.report().status == .warn ? true : nil }
        }
    }

    @Test("a database that is gone fails its check and the journal's")
    func closedDatabase() async throws {
        try await withTemporaryDirectory { directory in
            let database = try SQLiteDatabase(path: directory.appending(path: "skein.db").path)
            try await Schema.migrator.migrate(database)
            let store = Store(database: database, publish: { _ in })
            let engine = RunEngine(
                journal: StoreJournal(store), workflows: WorkflowRegistry(),
                configuration: RunEngineConfiguration(limits: [:], makeID: { RunID(rawValue: "") }), owner: "test",
                logger: Logger(label: "test"))
            let monitor = HealthMonitor([.database(store), .journal(engine)], freshness: .zero)
            try await watching(monitor) {
                #expect(await monitor.report().entries.map(\.finding.status) == [.ok, .ok])
                try database.close()
                let report = await monitor.report()
                #expect(report.entries.map(\.finding.status) == [.fail, .fail])
                #expect(
                    report.obstacles.contains("database: it does not answer")
                        && report.obstacles.contains("journal: it cannot be written"))
            }
        }
    }

    @Test("a disk that has no such directory fails; free space is held against both bounds")
    func disk() async {
        func status(_ directory: String, _ warning: Int64, _ failure: Int64) async -> HealthFinding.Status {
            await HealthCheck.disk(directory, warning: warning, failure: failure).look().status
        }
        #expect(await status("/no/such/directory", 0, 0) == .fail)
        #expect(await status("/", 0, 0) == .ok)
        #expect(await status("/", .max, 0) == .warn)
        #expect(await status("/", .max, .max) == .fail)
    }

    @Test("a clock that jumps is told for ten minutes, one that drifts is not")
    func clock() {
        var watch = ClockWatch()
        let start = ContinuousClock.now
        #expect(watch.look(wall: 1000, steady: start) == nil)
        #expect(watch.look(wall: 1015.2, steady: start + .seconds(15)) == nil)
        #expect(watch.look(wall: 4630, steady: start + .seconds(30)).map { $0.rounded() } == 3600)
        #expect(watch.look(wall: 4930, steady: start + .seconds(330)).map { $0.rounded() } == 3600)
        #expect(watch.look(wall: 5240, steady: start + .seconds(640)) == nil)
        #expect(watch.look(wall: 5200, steady: start + .seconds(650)).map { $0.rounded() } == -50)
    }

    private func watching(_ monitor: HealthMonitor, _ body: () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: monitor)], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            defer { tasks.cancelAll() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
