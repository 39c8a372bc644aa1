import Metrics
import Synchronization

/// What the engine counts. A handle is made when it is first needed, and then kept.
final class RunMeters: Sendable {
    private struct StepKey: Hashable {
        let workflow: String
        let kind: StepKind
        let outcome: String
    }

    private struct EndKey: Hashable {
        let workflow: String
        let state: RunState
    }

    private let steps = Mutex<[StepKey: Timer]>([:])
    private let ends = Mutex<[EndKey: Counter]>([:])
    private let waits: [RunLane: Timer]
    private let driven: [RunLane: Meter]

    init() {
        func each<Handle>(_ make: (String) -> Handle) -> [RunLane: Handle] {
            Dictionary(uniqueKeysWithValues: RunLane.allCases.map { ($0, make($0.rawValue)) })
        }
        waits = each { Timer(label: "skein_queue_wait_seconds", dimensions: [("lane", $0)]) }
        driven = each { Meter(label: "skein_runs_driven", dimensions: [("lane", $0)]) }
    }

    /// A run was claimed. Only a run's first claim tells how long it waited.
    func claimed(_ record: RunRecord, at now: Moment) {
        driven[record.seed.lane]?.increment()
        guard record.epoch == 1 else { return }
        waits[record.seed.lane]?.recordMilliseconds(max(0, (now - record.createdAt).milliseconds))
    }

    func left(_ record: RunRecord) {
        driven[record.seed.lane]?.decrement()
    }

    func ended(_ workflow: String, _ state: RunState) {
        let counter = ends.withLock { ends in
            let key = EndKey(workflow: workflow, state: state)
            if let known = ends[key] { return known }
            let new = Counter(
                label: "skein_runs_ended_total", dimensions: [("state", state.rawValue), ("workflow", workflow)])
            ends[key] = new
            return new
        }
        counter.increment()
    }

    func step(_ workflow: String, _ kind: StepKind, outcome: String, took: Duration) {
        let timer = steps.withLock { steps in
            let key = StepKey(workflow: workflow, kind: kind, outcome: outcome)
            if let known = steps[key] { return known }
            let new = Timer(
                label: "skein_step_duration_seconds",
                dimensions: [("kind", kind.rawValue), ("outcome", outcome), ("workflow", workflow)])
            steps[key] = new
            return new
        }
        let (seconds, attoseconds) = max(.zero, took).components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
