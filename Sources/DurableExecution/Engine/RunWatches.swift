import Synchronization

/// Who waits in this process for another run to change its state.
final class RunWatches: Sendable {
    private let watchers = Mutex<[RunID: [Bell]]>([:])

    func ring(_ run: RunID, _ state: RunState) {
        let bells = watchers.withLock { state.isTerminal ? $0.removeValue(forKey: run) : $0[run] }
        for bell in bells ?? [] { bell.ring() }
    }

    func add(_ bell: Bell, for run: RunID) {
        watchers.withLock { $0[run, default: []].append(bell) }
    }
}

extension RunEngine {
    /// Waits until a child is over. - Returns: nil when the parent must unwind first.
    func settled(_ child: RunID, for path: StepPath, of scope: RunScope) async throws -> RunRecord? {
        let bell = Bell()
        watches.add(bell, for: child)
        scope.takeOff(path, RunScope.Flight(stopsItself: false, cancel: { bell.ring() }))
        defer { scope.land(path) }
        while let record = try await journal.record(of: child) {
            if record.state.isTerminal { return record }
            switch scope.closing {
            case nil: break
            case .stop: if !record.state.isDriven { return nil }
            case .release, .leaseLost: return nil
            }
            await bell.heard()
            if Task.isCancelled { return nil }
        }
        throw RunFailure(kind: RunFailure.error, message: "The child run \(child) does not exist.", path: path)
    }
}
