import Metrics

/// What the writer counts.
struct CommitMeters: Sendable {
    private let commits = Counter(label: "skein_commits_total")
    private let failures = Counter(label: "skein_commit_failures_total")
    private let writes = Recorder(label: "skein_commit_writes")
    private let seconds = Timer(label: "skein_commit_duration_seconds")

    init() {
        // So that it can be seen that there is none.
        failures.increment(by: 0)
    }

    func committed(_ count: Int, since began: ContinuousClock.Instant) {
        let took = (ContinuousClock.now - began).components
        commits.increment()
        writes.record(count)
        seconds.recordNanoseconds(took.seconds * 1_000_000_000 + took.attoseconds / 1_000_000_000)
    }

    func failed() {
        failures.increment()
    }
}
