import Logging
import Synchronization

/// What the contexts and steps of one run share while a driver has it.
final class RunRuntime: Sendable {
    let driver: RunDriver
    let history: RunHistory
    var record: RunRecord { driver.record }
    var scope: RunScope { driver.scope }
    var engine: RunEngine { driver.engine }
    var trace: RunTrace { driver.trace }
    var clock: any EngineClock { engine.clock }
    var faults: FaultPoints { engine.faults }
    /// Recorded paths that the code has not asked for in this replay.
    private let unasked: Mutex<Set<StepPath>>
    /// Bytes that were noted since the journal was last waited for.
    private let unwritten = Atomic(0)
    private static let mostUnwritten = 1 << 20

    init(_ driver: RunDriver, _ history: RunHistory) {
        self.driver = driver
        self.history = history
        unasked = Mutex(Set(history.paths))
    }

    /// The code asks for a path.
    /// - Throws: when the journal holds something else there (D9).
    func asked(_ path: StepPath, kind: StepKind, position: Int, fingerprint: String?) throws(RunFailure) {
        guard !history.paths.isEmpty else { return }
        try history.check(path, kind: kind, position: position, fingerprint: fingerprint)
        unasked.withLock { _ = $0.remove(path) }
    }

    /// A body that ended must have asked for all that is recorded.
    /// - Throws: naming the oldest path that it did not ask for (D9).
    func requireAllAsked() throws(RunFailure) {
        let unasked = unasked.withLock { $0 }
        guard let path = history.paths.first(where: unasked.contains) else { return }
        throw .changedCode(path, "is recorded, but the code does not come to it any more")
    }
}

// MARK: - Writing

extension RunRuntime {
    /// Writes an entry durably; while the journal is unavailable it tries again, so that nothing that finished is lost.
    /// - Throws: `Suspended` when the body must unwind, ``RunFailure`` when a child must not start.
    func append(_ entry: JournalEntry) async throws {
        do {
            try await insist(on: "write the journal") { try await engine.journal.append(entry, under: record.lease) }
        } catch let refusal as RunFailure {
            throw refusal
        } catch is RunIsStopping {
            throw Suspended()
        } catch {
            lose(error)
            throw Suspended()
        }
    }

    /// Repeats what the journal is unavailable for, until the run is let go of.
    func insist<Result>(on what: String, _ body: () async throws -> Result) async throws -> Result {
        try await engine.insist(on: what, for: record.id, until: { scope.isReleased }, body)
    }

    /// Writes an entry soon, before everything written after it.
    func enqueue(_ entry: JournalEntry) {
        engine.journal.enqueue(entry, under: record.lease) { [weak self] in self?.lose($0) }
    }

    /// Writes an entry soon. One in every megabyte is waited for: whoever tells faster than a disk takes is slowed down, and
    /// does not fill the memory.
    func note(_ entry: JournalEntry, bytes: Int) async {
        guard unwritten.add(bytes, ordering: .relaxed).newValue > Self.mostUnwritten else { return enqueue(entry) }
        unwritten.store(0, ordering: .relaxed)
        // What keeps it from being written unwinds the run.
        try? await append(entry)
    }

    /// Unwinds the run: from its journal it can be continued, unless the journal refuses what it writes.
    func lose(_ error: any Error) {
        switch error {
        case is LeaseLost, is CancellationError: scope.close(.leaseLost)
        case is JournalUnavailable:
            engine.logger.error("the run unwinds", metadata: ["run": "\(record.id)", "error": "\(error)"])
            driver.holdUp()
        default:
            scope.close(.failure(RunFailure(kind: RunFailure.journal, message: "The journal refused a write: \(error)")))
        }
    }
}
