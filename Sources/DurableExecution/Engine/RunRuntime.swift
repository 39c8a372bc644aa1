import Logging

/// What the contexts and steps of one run share while a driver has it.
final class RunRuntime: Sendable {
    let record: RunRecord
    let history: RunHistory
    let scope: RunScope
    let engine: RunEngine
    var clock: any EngineClock { engine.clock }
    var faults: FaultPoints { engine.faults }

    init(record: RunRecord, history: RunHistory, scope: RunScope, engine: RunEngine) {
        self.record = record
        self.history = history
        self.scope = scope
        self.engine = engine
    }

    /// Writes an entry durably. A lost lease or a journal that cannot be written closes the scope and unwinds the body.
    func append(_ entry: JournalEntry) async throws(Suspended) {
        do {
            try await engine.journal.append(entry, under: record.lease)
        } catch {
            journalFailed(error)
            throw Suspended()
        }
    }

    /// Writes an entry soon, before everything written after it.
    func enqueue(_ entry: JournalEntry) {
        engine.journal.enqueue(entry, under: record.lease) { [weak self] in self?.journalFailed($0) }
    }

    private func journalFailed(_ error: any Error) {
        if !(error is LeaseLost) {
            engine.logger.error(
                "journal write failed; the run unwinds", metadata: ["run": "\(record.id)", "error": "\(error)"])
        }
        scope.close(.leaseLost)
    }
}
