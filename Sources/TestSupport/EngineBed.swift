import Domain
public import DurableExecution
import Foundation
import Logging
public import Persistence
public import SQL
import SQLiteDriver
import ServiceLifecycle
import Synchronization

/// A real store on a real SQLite file, with engines that come and go on it as servers would.
public struct EngineBed: Sendable {
    public let store: Store
    public let journal: StoreJournal
    public let events: EventRecorder
    public let clock: any EngineClock
    private let database: SQLiteDatabase
    private let logger: Logger

    /// Opens a store in a temporary directory for the time of the body.
    public static func with<Result>(
        clock: any EngineClock = SystemClock(), isolation: isolated (any Actor)? = #isolation,
        _ body: (EngineBed) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let bed = try await EngineBed(directory: directory, clock: clock)
            defer {
                // The directory goes next; an unclean close loses nothing a test looks at.
                try? bed.database.close()
            }
            return try await body(bed)
        }
    }

    private init(directory: URL, clock: any EngineClock) async throws {
        database = try SQLiteDatabase(path: directory.appending(path: "skein.db").path)
        try await Schema.migrator.migrate(database)
        let events = EventRecorder()
        self.events = events
        self.clock = clock
        store = Store(
            database: database, now: { Timestamp(milliseconds: clock.now().milliseconds) }, publish: { events.record($0) })
        journal = StoreJournal(store)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        self.logger = logger
    }

    /// An engine on the store, not running yet.
    public func engine(
        _ workflows: any Workflow..., journal: (any Journal)? = nil,
        limits: [RunLane: Int] = [.work: 100, .coordination: 100],
        owner: String? = nil, faults: FaultPoints = .none
    ) -> RunEngine {
        var registry = WorkflowRegistry()
        for workflow in workflows { registry.register(workflow) }
        return RunEngine(
            journal: journal ?? self.journal, workflows: registry,
            configuration: RunEngineConfiguration(limits: limits, makeID: { .make() }), owner: owner ?? UUID().uuidString,
            clock: clock,
            faults: faults, logger: logger)
    }

    /// Runs an engine for the time of the body, then shuts it down as SIGTERM would.
    @discardableResult
    public func serving<Result: Sendable>(
        _ engine: RunEngine, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async throws -> Result {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: engine)], logger: logger))
        async let running: Void = group.run()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running
        return try result.get()
    }

    /// Waits until a run has told an event so many times, and returns its record.
    @discardableResult
    public func run(_ run: RunID, tells name: String, times: Int = 1) async throws -> RunRecord {
        await events.heard(times) { $0.event.name == name && $0.event.data.contains("\"run_id\":\"\(run)\"") }
        return try await journal.record(of: run)!
    }

    /// Waits until a run is over, however it ends.
    public func end(of run: RunID) async throws -> RunRecord {
        let ends = Set(RunState.allCases.filter(\.isTerminal).map(\.rawValue))
        await events.heard { ends.contains($0.event.name) && $0.event.data.contains("\"run_id\":\"\(run)\"") }
        return try await journal.record(of: run)!
    }

    /// Waits until an engine drives nothing: that comes a moment after the event of it.
    public func isLeftAlone(by engine: RunEngine) async throws {
        try await eventually("the driver to leave") { engine.activeCount == 0 ? true : nil }
    }

    /// Looks into the database, or spoils it.
    @discardableResult
    public func sql(_ query: SQLQuery) async throws -> [SQLRow] {
        try await database.write { try $0.rows(query) }
    }

    /// The numbers of a run's events, as they tell them, in the order of their cursors.
    public func eventNumbers(of run: RunID) async throws -> [Int64] {
        try await sql("SELECT run_seq, data FROM events WHERE run_id = \(run.rawValue) ORDER BY cursor").map { row in
            let number = try row.integer("run_seq")
            let told = try JSONValue(parsing: row.text("data").utf8)["seq"]?.integerValue
            precondition(told == number, "event \(number) of \(run) says it is \(told ?? -1)")
            return number
        }
    }

    /// The names of a run's events, in order.
    public func eventNames(of run: RunID) async throws -> [String] {
        try await store.events(ofRun: run.rawValue, after: 0, limit: 10_000).map(\.event.name)
    }
}

extension RunID {
    /// A new identity.
    public static func make() -> RunID {
        RunID(rawValue: ExecutionID.make().rawValue)
    }
}
