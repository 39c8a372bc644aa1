public import DurableExecution
import Synchronization

/// The end of a server as kill -9 brings it: from one moment on nothing of it reaches the journal, and nothing returns.
public final class Doom: Sendable {
    /// When it comes by itself.
    public struct Hour: Sendable, Hashable {
        /// Which write, counted from 1: entries, endings, and claims and timers that change something.
        public let write: Int
        /// Before that write reaches the journal, or right after.
        public let isBefore: Bool
        /// Whether entries that nobody waits for are lost with it, as far as the last awaited write.
        public let losesQueue: Bool

        public init(write: Int, isBefore: Bool, losesQueue: Bool) {
            self.write = write
            self.isBefore = isBefore
            self.losesQueue = losesQueue
        }
    }

    private struct Dead: Error {}

    private struct State {
        var writes = 0
        var hasStruck = false
        var isBuried = false
        var hanging: [CheckedContinuation<Void, Never>] = []
        var mourners: [CheckedContinuation<Void, Never>] = []
        var queue: [@Sendable () -> Void] = []
    }

    private let hour: Hour?
    private let state = Mutex(State())

    /// - Parameter hour: nil for ``strike()`` only.
    public init(at hour: Hour? = nil) {
        self.hour = hour
    }

    /// How many writes there were.
    public var writes: Int { state.withLock { $0.writes } }
    public var hasStruck: Bool { state.withLock { $0.hasStruck } }

    /// From now on nothing reaches the journal.
    public func strike() {
        let mourners = state.withLock { state in
            state.hasStruck = true
            state.queue = []
            defer { state.mourners = [] }
            return state.mourners
        }
        for mourner in mourners { mourner.resume() }
    }

    /// Waits for it.
    public func struck() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasStruck { state.mourners.append(continuation) }
                return state.hasStruck
            }
            if isOver { continuation.resume() }
        }
    }

    /// Lets the calls that never returned throw, once their tasks are cancelled.
    func bury() {
        let hanging = state.withLock { state in
            state.isBuried = true
            defer { state.hanging = [] }
            return state.hanging
        }
        for call in hanging { call.resume() }
    }
}

// MARK: - The journal it ends

extension Doom {
    /// A journal that ends with it.
    public func journal(_ journal: any Journal) -> HookedJournal {
        HookedJournal(
            journal, before: { try await self.before($0) }, after: { try await self.after($0) },
            reading: { try await self.hang() }, queued: { _, _, passOn in self.queue(passOn) })
    }

    private func before(_ write: HookedJournal.Write) async throws {
        try await hang()
        guard write.isCounted else { return }
        let (isNow, queue) = state.withLock { state in
            state.writes += 1
            let isNow = hour.map { $0.write <= state.writes && $0.isBefore } ?? false
            defer { state.queue = [] }
            return (isNow, isNow ? [] : state.queue)
        }
        if isNow { strike() }
        try await hang()
        for entry in queue { entry() }
    }

    private func after(_ write: HookedJournal.Write) async throws {
        let isNow = state.withLock { state in
            if write.isCountedAfterwards { state.writes += 1 }
            guard write.isCounted || write.isCountedAfterwards, let hour else { return false }
            return hour.write <= state.writes && (!hour.isBefore || write.isCountedAfterwards)
        }
        if isNow { strike() }
        try await hang()
    }

    private func queue(_ entry: @escaping @Sendable () -> Void) {
        let passesOn = state.withLock { state in
            guard !state.hasStruck else { return false }
            guard hour?.losesQueue == true else { return true }
            state.queue.append(entry)
            return false
        }
        if passesOn { entry() }
    }

    /// Never returns to a dead server.
    private func hang() async throws {
        guard hasStruck else { return }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isBuried { state.hanging.append(continuation) }
                return state.isBuried
            }
            if isOver { continuation.resume() }
        }
        throw Dead()
    }
}

extension HookedJournal.Write {
    fileprivate var isCounted: Bool {
        switch self {
        case .append, .settle: true
        case .create, .command, .answer, .claim, .timers: false
        }
    }

    /// What changes something only sometimes is known afterwards.
    fileprivate var isCountedAfterwards: Bool {
        switch self {
        case .claim, .timers: true
        case .create, .command, .answer, .append, .settle: false
        }
    }
}

extension EngineBed {
    /// Runs an engine for the time of the body, then ends it as a kill -9 would.
    @discardableResult
    public func killing<Result: Sendable>(
        _ engine: RunEngine, by doom: Doom, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // It ends by its death, whatever it says of it.
                try? await engine.run()
            }
            defer {
                doom.strike()
                group.cancelAll()
                doom.bury()
            }
            return try await body()
        }
    }
}
