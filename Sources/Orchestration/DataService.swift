public import Domain
import Foundation
public import Persistence
import Synchronization

/// What operators do with the server's data as a whole: copy, check, prune, measure, replace.
public struct DataService: Sendable {
    private let store: Store
    private let calls: any CallKeeping
    private let maker: BackupMaker
    private let pruner: Pruner
    private let policy: RetentionPolicy
    private let dataDirectory: String
    private let restart: @Sendable () -> Bool
    private let totals = PruneTotals()

    /// - `restart`: puts a staged backup in place by starting the server anew; false when none is staged.
    public init(
        store: Store, calls: any CallKeeping, policy: RetentionPolicy, dataDirectory: String, release: String,
        restart: @escaping @Sendable () -> Bool
    ) {
        (self.store, self.calls, self.policy, self.dataDirectory) = (store, calls, policy, dataDirectory)
        maker = BackupMaker(store: store, calls: calls, dataDirectory: dataDirectory, release: release)
        pruner = Pruner(store: store, calls: calls)
        self.restart = restart
        // What an earlier life of the server left half done.
        try? FileManager.default.removeItem(atPath: scratchDirectory)
    }

    private var scratchDirectory: String { "\(dataDirectory)/tmp" }

    /// Copies everything; what is returned is to be written out, and its copy is gone with it.
    public func backup(
        hasKeys: Bool, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> BackupInHand {
        let scratch = Scratch(in: scratchDirectory)
        let prepared = try await maker.prepare(in: scratch.path, hasKeys: hasKeys, progress: progress)
        return BackupInHand(backup: prepared, scratch: scratch)
    }

    /// Checks every invariant, those included that concern files beside the database.
    public func verify() async throws -> JournalVerification {
        var verification = try await store.verify()
        for call in try await store.callsUnderWay() where call.hasSpool && calls.files(of: call.callID).isEmpty {
            verification.findings.append(
                JournalFinding(.spools, run: call.run, path: call.path, "what the call \(call.callID) said is not there"))
        }
        return verification
    }

    /// Prunes as the settings say.
    /// - `days`: instead of theirs.
    /// - `bytes`: instead of theirs.
    @discardableResult
    public func prune(days: Int? = nil, bytes: Int64? = nil, isDryRun: Bool = false) async throws -> PruneReport {
        var policy = policy
        policy.days = days ?? policy.days
        policy.bytes = bytes ?? policy.bytes
        let report = try await pruner.prune(policy, isDryRun: isDryRun)
        if !isDryRun { totals.add(report) }
        return report
    }

    public func figures() async throws -> StorageFigures {
        let size = try await store.size()
        return StorageFigures(
            database: size.file, log: size.log, free: size.free, calls: calls.bytes, prunedRuns: totals.runs,
            prunedEvents: totals.events)
    }

    /// - Throws: `DomainError/conflict(_:state:more:)` when no backup is staged.
    public func restoreStaged() throws(DomainError) {
        guard restart() else {
            throw .conflict("No backup is staged. `skein restore FILE` on the server's machine does both.", state: nil)
        }
    }
}

/// How much room the data takes, in bytes, and what was pruned since the process began.
public struct StorageFigures: Sendable, Hashable {
    public let database: Int64
    /// What is committed and not yet folded into the database.
    public let log: Int64
    /// The part of the database that holds nothing.
    public let free: Int64
    /// The spools of model calls.
    public let calls: Int64
    public let prunedRuns: Int
    public let prunedEvents: Int
}

/// A backup that is ready to be written out, for as long as somebody holds on to it.
public struct BackupInHand: Sendable {
    public let backup: PreparedBackup
    private let scratch: Scratch

    init(backup: PreparedBackup, scratch: Scratch) {
        (self.backup, self.scratch) = (backup, scratch)
    }
}

private final class PruneTotals: Sendable {
    private let counts = Mutex((runs: 0, events: 0))

    var runs: Int { counts.withLock { $0.runs } }
    var events: Int { counts.withLock { $0.events } }

    func add(_ report: PruneReport) {
        counts.withLock { counts in
            counts.runs += report.runs
            counts.events += report.events
        }
    }
}
