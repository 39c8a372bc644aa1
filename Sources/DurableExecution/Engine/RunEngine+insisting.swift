import Logging

extension RunEngine {
    /// Repeats a journal operation while the journal is unavailable (a full disk), so that nothing that finished is lost.
    /// - Parameters:
    ///   - what: for the log, such as "end a run".
    ///   - givesUp: is asked after every refusal.
    /// - Throws: what the operation throws; ``JournalUnavailable`` only after giving up.
    func insist<Result>(
        on what: String, for run: RunID?, until givesUp: () -> Bool, _ operation: () async throws -> Result
    ) async throws -> Result {
        while true {
            do {
                return try await operation()
            } catch let error as JournalUnavailable where !givesUp() && !Task.isCancelled {
                complain(what, run, error)
                try await clock.sleep(until: clock.now() + .seconds(1))
            }
        }
    }

    /// Apart, so that what it needs does not lie in the frame of every write.
    @inline(never)
    private func complain(_ what: String, _ run: RunID?, _ error: JournalUnavailable) {
        logger.error(
            "cannot \(what); trying again", metadata: ["run": "\(run?.rawValue ?? "")", "error": "\(error.reason)"])
    }
}
