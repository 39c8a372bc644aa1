public import Logging
public import ServiceLifecycle
import Synchronization

/// Starts, drives and steers durable runs.
///
/// As a service it claims pending runs up to each lane's limit, renews its heartbeat, fires timers and rescues runs of
/// servers that died. On graceful shutdown it lets go of its runs, which the next server continues.
public final class RunEngine: Service {
    public let journal: any Journal
    public let clock: any EngineClock
    let workflows: WorkflowRegistry
    let configuration: RunEngineConfiguration
    let faults: FaultPoints
    let logger: Logger
    /// Unique to this process.
    let owner: String
    private let onTransient: @Sendable (RunSeed, RunNote) -> Void
    private let active = Mutex<[RunID: RunScope]>([:])
    let watches = RunWatches()
    let meters = RunMeters()
    let dispatcherBell = Bell()
    let timerBell = Bell()

    /// - Parameters:
    ///   - clock: another one for tests.
    ///   - configuration: how many at once, and for how long a lease holds.
    ///   - faults: where tests have the process die.
    ///   - journal: where runs are kept.
    ///   - logger: for what nobody else is told.
    ///   - workflows: those that this process can run.
    ///   - owner: names this process among all that share the journal.
    ///   - tell: receives what runs tell without keeping it (a model's words as they come).
    public init(
        journal: any Journal, workflows: WorkflowRegistry, configuration: RunEngineConfiguration, owner: String,
        clock: any EngineClock = SystemClock(), faults: FaultPoints = .none, logger: Logger,
        tell: @escaping @Sendable (RunSeed, RunNote) -> Void = { _, _ in }
    ) {
        self.journal = journal
        self.workflows = workflows
        self.configuration = configuration
        self.owner = owner
        self.clock = clock
        self.faults = faults
        self.logger = logger
        onTransient = tell
    }

    public func run() async throws {
        try await journal.heartbeat(owner: owner, until: clock.now() + configuration.lease)
        let rescued = try await journal.rescue(excluding: owner)
        if rescued > 0 { logger.notice("took over unfinished runs", metadata: ["runs": "\(rescued)"]) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await LeaseKeeper(engine: self).run() }
            group.addTask { await RunTimers(engine: self).run() }
            await RunDispatcher(engine: self).run()
            group.cancelAll()
        }
    }

    /// How many runs this process drives.
    public var activeCount: Int { active.withLock { $0.count } }

    func tell(_ seed: RunSeed, _ note: RunNote) {
        onTransient(seed, note)
    }

    /// Renews the heartbeat: a durable write, small and always allowed, that proves that the journal can be written.
    public func beat() async throws {
        try await journal.heartbeat(owner: owner, until: clock.now() + configuration.lease)
    }

    func makeID() -> RunID {
        configuration.makeID()
    }

    /// Looks for pending runs soon.
    func wake() {
        dispatcherBell.ring()
    }
}

// MARK: - Runs driven here

extension RunEngine {
    func enter(_ run: RunID) -> RunScope {
        let scope = RunScope()
        active.withLock { $0[run] = scope }
        return scope
    }

    /// The run may have been claimed again meanwhile: then the scope is not the one that leaves.
    func leave(_ run: RunID, _ scope: RunScope) {
        active.withLock { active in
            if active[run] === scope { active[run] = nil }
        }
    }

    func scope(of run: RunID) -> RunScope? {
        active.withLock { $0[run] }
    }

    /// Lets go of every run driven here.
    func releaseAll() {
        for scope in active.withLock({ Array($0.values) }) { scope.close(.release) }
    }

    /// Acts on new states after their commit: wakes whom it concerns.
    func changed(_ states: [RunID: RunState]) {
        for run in states.keys { watches.ring(run) }
        if states.values.contains(.pending) { wake() }
        if states.values.contains(.waiting) { timerBell.ring() }
    }
}

/// What an engine is built with.
public struct RunEngineConfiguration: Sendable {
    /// How many runs of each lane this process drives at once.
    public var limits: [RunLane: Int]
    /// How long a server that gives no sign of life keeps its runs.
    public var lease: Duration
    /// Makes the ids of child runs.
    public var makeID: @Sendable () -> RunID
    /// How traces are called; nil where nothing is traced.
    public var traces: RunTraceNames?

    public init(limits: [RunLane: Int], lease: Duration = .seconds(15), makeID: @escaping @Sendable () -> RunID) {
        self.limits = limits
        self.lease = lease
        self.makeID = makeID
    }
}
