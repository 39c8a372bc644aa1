import Domain
import DurableExecution
import Foundation
import Logging
import Persistence
import SQL
import SQLiteDriver
import ServiceLifecycle

/// An engine on a store of its own, as `skein serve` would have it.
struct Server {
    let engine: RunEngine
    let database: SQLiteDatabase
    let store: Store
    let completions: Counter
    let parked: Counter

    /// Serves for the time of the body, on a new database file.
    static func with<Result: Sendable>(
        _ file: URL, atOnce: Int, _ workflows: [any Workflow] = [Chain(), FanOut()],
        _ body: (Server) async throws -> Result
    ) async throws -> Result {
        let server = try await Server(file, atOnce: atOnce, workflows)
        let logger = Logger(label: "benchmark")
        let group = ServiceGroup(configuration: .init(services: [.init(service: server.engine)], logger: logger))
        async let running: Void = group.run()
        let result = try await body(server)
        await group.triggerGracefulShutdown()
        try await running
        try server.database.close()
        return result
    }

    private init(_ file: URL, atOnce: Int, _ workflows: [any Workflow]) async throws {
        database = try SQLiteDatabase(path: file.path)
        try await Schema.migrator.migrate(database)
        let (completions, parked) = (Counter(), Counter())
        store = Store(database: database) { events in
            completions.add(events.count { $0.event.name == "completed" })
            parked.add(events.count { $0.event.name == "waiting" })
        }
        var registry = WorkflowRegistry()
        for workflow in workflows { registry.register(workflow) }
        var logger = Logger(label: "benchmark")
        logger.logLevel = .warning
        engine = RunEngine(
            journal: StoreJournal(store), workflows: registry,
            configuration: RunEngineConfiguration(
                limits: [.coordination: atOnce, .work: atOnce], makeID: { .make() }),
            owner: "benchmark", logger: logger)
        self.completions = completions
        self.parked = parked
    }
}

extension RunID {
    /// A new identity.
    static func make() -> RunID {
        RunID(rawValue: ExecutionID.make().rawValue)
    }
}

/// A directory that is gone after the body.
func withScratchDirectory<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "skein-bench-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer {
        // What cannot be removed is the machine's to clean.
        try? FileManager.default.removeItem(at: directory)
    }
    return try await body(directory)
}
