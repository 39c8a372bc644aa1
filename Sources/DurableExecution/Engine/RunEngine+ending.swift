import Logging
import Tracing

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

    /// Tells metrics, traces and the log that a run is over.
    func tell(_ state: RunState, _ failure: RunFailure? = nil, of record: RunRecord, in trace: RunTrace) {
        meters.ended(record.seed.workflow, state)
        trace.tell(state, failure: failure, of: record, at: clock.now())
        var facts: Logger.Metadata = ["state": "\(state)", "workflow": "\(record.seed.workflow)"]
        if let failure { facts["failure"] = "\(failure.kind)" }
        logger.info("run ended", metadata: facts)
    }

    /// Tells of the runs that ended while nobody drove them: they waited, were paused, or had not begun.
    // Rare: out of the frames of the runs in flight.
    @inline(never)
    func tellEnds(_ reached: [RunID: RunState]) async {
        for (run, state) in reached where state.isTerminal {
            do {
                guard let record = try await journal.record(of: run) else { continue }
                let trace = RunTrace(record, configuration.traces)
                InstrumentationContext.$current.withValue(trace.context) { tell(state, of: record, in: trace) }
            } catch {
                logger.warning("the end of a run is in no trace", metadata: ["run": "\(run)", "error": "\(error)"])
            }
        }
    }
}
