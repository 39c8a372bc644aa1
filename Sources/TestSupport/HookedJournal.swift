public import DurableExecution

/// A journal that lets a test act just before and just after each write, and so force any interleaving.
public struct HookedJournal: Journal {
    /// What is written; claims and timers that change nothing are not told.
    public enum Write: Sendable {
        case create(RunSeed)
        case claim([RunRecord])
        case append(JournalEntry)
        case settle(RunEnding)
        case command(RunEvent)
        case answer(String)
        case timers(Int)
    }

    private let journal: any Journal
    private let before: @Sendable (Write) async throws -> Void
    private let after: @Sendable (Write) async throws -> Void
    private let claiming: @Sendable () async throws -> Void
    private let timing: @Sendable () async throws -> Void
    private let reading: @Sendable () async throws -> Void
    private let queued: @Sendable (JournalEntry, RunLease, @escaping @Sendable () -> Void) -> Void

    /// - Parameters:
    ///   - before: may wait, or throw instead of the write. It is not called for claims and timers.
    ///   - after: may wait, or throw although the write was made.
    ///   - claiming: comes before each claim, also of nothing; may wait or throw.
    ///   - timing: comes before each look for due timers; may wait or throw.
    ///   - reading: comes before each read; may wait or throw.
    ///   - queued: gets each entry that nobody waits for, with the closure that passes it on.
    public init(
        _ journal: any Journal, before: @escaping @Sendable (Write) async throws -> Void = { _ in },
        after: @escaping @Sendable (Write) async throws -> Void = { _ in },
        claiming: @escaping @Sendable () async throws -> Void = {},
        timing: @escaping @Sendable () async throws -> Void = {},
        reading: @escaping @Sendable () async throws -> Void = {},
        queued: @escaping @Sendable (JournalEntry, RunLease, @escaping @Sendable () -> Void) -> Void = { $2() }
    ) {
        self.journal = journal
        self.before = before
        self.after = after
        self.claiming = claiming
        self.timing = timing
        self.reading = reading
        self.queued = queued
    }

    public func create(_ seed: RunSeed, keeping kept: [StepRecord]) async throws -> RunRecord {
        try await hooked(.create(seed)) { try await journal.create(seed, keeping: kept) }
    }

    public func claim(lane: RunLane, limit: Int, owner: String) async throws -> [RunRecord] {
        try await claiming()
        let claimed = try await journal.claim(lane: lane, limit: limit, owner: owner)
        if !claimed.isEmpty { try await after(.claim(claimed)) }
        return claimed
    }

    public func append(_ entry: JournalEntry, under lease: RunLease) async throws {
        try await hooked(.append(entry)) { try await journal.append(entry, under: lease) }
    }

    public func enqueue(_ entry: JournalEntry, under lease: RunLease, failed: @escaping @Sendable (any Error) -> Void) {
        queued(entry, lease) { journal.enqueue(entry, under: lease, failed: failed) }
    }

    public func settle(_ ending: RunEnding, under lease: RunLease) async throws -> [RunID: RunState] {
        try await hooked(.settle(ending)) { try await journal.settle(ending, under: lease) }
    }

    public func command(_ event: RunEvent, pauseMode: PauseMode?, to run: RunID) async throws -> CommandOutcome? {
        try await hooked(.command(event)) { try await journal.command(event, pauseMode: pauseMode, to: run) }
    }

    public func answer(_ interaction: String, with content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        try await hooked(.answer(interaction)) { try await journal.answer(interaction, with: content, to: run) }
    }

    public func instruct(_ name: String, _ content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        try await hooked(.answer(name)) { try await journal.instruct(name, content, to: run) }
    }

    public func fireTimers() async throws -> (fired: Int, next: Moment?) {
        try await timing()
        let result = try await journal.fireTimers()
        if result.fired > 0 { try await after(.timers(result.fired)) }
        return result
    }

    private func hooked<Result>(_ write: Write, _ body: () async throws -> Result) async throws -> Result {
        try await before(write)
        let result = try await body()
        try await after(write)
        return result
    }
}

// MARK: - Reads, and signs of life

extension HookedJournal {
    public func record(of run: RunID) async throws -> RunRecord? {
        try await reading()
        return try await journal.record(of: run)
    }

    public func history(of run: RunID) async throws -> (steps: [StepRecord], answers: [String: JSONText]) {
        try await reading()
        return try await journal.history(of: run)
    }

    public func stopRequests(of runs: [RunID]) async throws -> [RunID: StopRequest] {
        try await reading()
        return try await journal.stopRequests(of: runs)
    }

    public func heartbeat(owner: String, until: Moment) async throws {
        try await journal.heartbeat(owner: owner, until: until)
    }

    public func rescue(excluding owner: String) async throws -> Int {
        try await journal.rescue(excluding: owner)
    }
}
