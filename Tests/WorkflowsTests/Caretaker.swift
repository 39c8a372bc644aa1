import Domain
import DurableExecution
import Persistence
import TestSupport

/// Gives the runs of a bed whatever they need to go on: answers, time, resumption.
struct Caretaker {
    private let bed: EngineBed
    private let start: Int
    private let answer: @Sendable (JSONValue) -> JSONValue

    /// Takes over what happens from now on.
    init(_ bed: EngineBed, answer: @escaping @Sendable (JSONValue) -> JSONValue = { _ in true }) {
        self.bed = bed
        self.answer = answer
        start = bed.events.events.count
    }

    /// Cares for everything that happened since it took over, until the run is over.
    func attend(_ run: RunID, on engine: RunEngine) async throws {
        if try await bed.journal.record(of: run)?.state.isTerminal == true { return }
        for await event in bed.events.stream(from: start) {
            guard let data = try? JSONValue(parsing: event.event.data.utf8), let id = data["run_id"]?.stringValue else {
                continue
            }
            let isOver = RunState(rawValue: event.event.name)?.isTerminal == true
            if isOver, id == run.rawValue { return }
            try await react(to: event.event.name, data, RunID(rawValue: id), engine)
        }
    }

    private func react(to name: String, _ data: JSONValue, _ run: RunID, _ engine: RunEngine) async throws {
        switch name {
        case "needs_input":
            let interaction = data["interaction_id"]?.stringValue ?? ""
            let given = JSONText(stored: answer(data["question"] ?? .null).text)
            _ = try await engine.answer(interaction, with: given, to: run)
        case "waiting", "step_retried": (bed.clock as? ManualClock)?.advance(by: .seconds(31))
        case "paused": _ = try await engine.resume(run)
        default: break
        }
    }
}
