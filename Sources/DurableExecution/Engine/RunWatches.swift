import Synchronization

/// Who waits in this process for another run to change its state.
final class RunWatches: Sendable {
    private let watchers = Mutex<[RunID: [Bell]]>([:])

    func ring(_ run: RunID) {
        let bells = watchers.withLock { $0[run] ?? [] }
        for bell in bells { bell.ring() }
    }

    func add(_ bell: Bell, for run: RunID) {
        watchers.withLock { $0[run, default: []].append(bell) }
    }

    func remove(_ bell: Bell, for run: RunID) {
        watchers.withLock { watchers in
            watchers[run]?.removeAll { $0 === bell }
            if watchers[run]?.isEmpty == true { watchers[run] = nil }
        }
    }
}

extension RunRuntime {
    /// Waits until a child is over. - Returns: nil when the parent must unwind first.
    /// - Parameter stop: aborts it.
    func settled(_ child: RunID, for path: StepPath, _ stop: ChildStop?) async -> RunRecord? {
        let bell = Bell()
        engine.watches.add(bell, for: child)
        stop?.add(bell)
        scope.takeOff(path, RunScope.Flight(ending: .idle, cancel: { bell.ring() }))
        defer {
            scope.land(path)
            stop?.remove(bell)
            engine.watches.remove(bell, for: child)
        }
        do {
            return try await outcome(of: child, path, bell, stop)
        } catch {
            lose(error)
            return nil
        }
    }

    private func outcome(
        of child: RunID, _ path: StepPath, _ bell: Bell, _ stop: ChildStop?
    ) async throws -> RunRecord? {
        var isAborted = false
        while !Task.isCancelled {
            guard let record = try await insist(on: "read a child", { try await engine.journal.record(of: child) }) else {
                throw RunFailure(kind: RunFailure.error, message: "The child run \(child) does not exist.", path: path)
            }
            if record.state.isTerminal { return record }
            if stop?.isRaised == true, !isAborted {
                isAborted = true
                _ = try await insist(on: "abort a child", { try await engine.abort(child) })
                continue
            }
            switch scope.closing {
            case nil: break
            case .stop: if !record.state.isDriven { return nil }
            case .release, .leaseLost, .failure: return nil
            }
            await bell.heard()
        }
        return nil
    }
}
