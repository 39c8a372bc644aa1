extension RunEngine {
    /// Waits until a run is over, however it ends.
    /// - Returns: nil when there is no such run.
    /// - Throws: `CancellationError` when the task is cancelled; the run goes on.
    public func end(of run: RunID) async throws -> RunRecord? {
        let bell = Bell()
        watches.add(bell, for: run)
        defer { watches.remove(bell, for: run) }
        while true {
            try Task.checkCancellation()
            guard let record = try await journal.record(of: run), !record.state.isTerminal else {
                return try await journal.record(of: run)
            }
            await bell.heard()
        }
    }
}
