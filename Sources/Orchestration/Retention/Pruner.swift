public import Domain
import DurableExecution
public import Persistence

/// Lets go of what the policy does not keep, the oldest first, in small pieces between which others write.
public struct Pruner: Sendable {
    /// How many runs are looked up at once.
    private static let batch = 50

    private let store: Store
    private let calls: any CallKeeping
    private let now: @Sendable () -> Timestamp

    public init(store: Store, calls: any CallKeeping, now: @escaping @Sendable () -> Timestamp = { .now }) {
        (self.store, self.calls, self.now) = (store, calls, now)
    }

    /// Prunes as a policy says, and tells of it if anything was removed.
    /// - `isDryRun`: only count what is too old.
    public func prune(_ policy: RetentionPolicy, isDryRun: Bool = false) async throws -> PruneReport {
        var report = PruneReport(isDryRun: isDryRun)
        if isDryRun {
            report.runs = try await doomed(policy)
            report.spools = try await orphans(policy).count
        } else {
            try await pruneByAge(policy, &report)
            try await pruneBySize(policy, &report)
            for name in try await orphans(policy) where calls.removeSpool(named: name) { report.spools += 1 }
            if !report.isEmpty { try await finish(report) }
        }
        report.usedBytes = try await store.size().used
        return report
    }

    private func limit(_ policy: RetentionPolicy) -> Timestamp? {
        policy.days.map { Timestamp(milliseconds: now().milliseconds - Int64($0) * 86_400_000) }
    }

    private func pruneByAge(_ policy: RetentionPolicy, _ report: inout PruneReport) async throws {
        guard let limit = limit(policy) else { return }
        while try await prune(endedBefore: limit, &report) {}
        report.events += try await store.pruneLooseEvents(before: limit)
    }

    private func pruneBySize(_ policy: RetentionPolicy, _ report: inout PruneReport) async throws {
        guard let most = policy.bytes else { return }
        while try await store.size().used > most {
            guard let oldest = try await store.prunable(endedBefore: now(), limit: 1).first else { return }
            try await prune(oldest, &report)
        }
    }

    /// - Returns: whether there may be more.
    private func prune(endedBefore limit: Timestamp, _ report: inout PruneReport) async throws -> Bool {
        let runs = try await store.prunable(endedBefore: limit, limit: Self.batch)
        for run in runs { try await prune(run, &report) }
        return !runs.isEmpty
    }

    private func prune(_ run: RunID, _ report: inout PruneReport) async throws {
        let pruned = try await store.prune(run)
        report.runs += pruned.runs
        report.events += pruned.events
        for call in pruned.calls where !calls.files(of: call).isEmpty && calls.remove(call) { report.spools += 1 }
    }

    /// Spools of runs that are not there, after the time in which a restored backup or a person may still want them.
    private func orphans(_ policy: RetentionPolicy) async throws -> [String] {
        let limit = now().milliseconds - policy.spoolGrace.milliseconds
        let old = calls.all().filter { $0.touchedAt.milliseconds < limit }
        let known = try await store.known(runs: Array(Set(old.map(\.run))))
        return old.filter { !known.contains($0.run) }.map(\.name)
    }

    private func doomed(_ policy: RetentionPolicy) async throws -> Int {
        guard let limit = limit(policy) else { return 0 }
        return try await store.prunable(endedBefore: limit, limit: 1_000_000).count
    }

    private func finish(_ report: PruneReport) async throws {
        try await store.giveBackFreePages()
        try await store.tellServer(
            "pruned",
            [
                "runs": .integer(Int64(report.runs)), "events": .integer(Int64(report.events)),
                "spools": .integer(Int64(report.spools)),
            ])
    }
}
