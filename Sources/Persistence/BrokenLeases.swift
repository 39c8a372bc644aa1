import DurableExecution
import Synchronization

/// The leases under which a write failed that nobody waited for, until their runs are settled.
///
/// What comes after such a write must fail as well: a step must not be recorded as ended, nor its progress as noted, when
/// something that it told before is not there.
final class BrokenLeases: Sendable {
    private let errors = Mutex<[RunLease: any Error]>([:])

    func add(_ lease: RunLease, _ error: any Error) {
        errors.withLock { if $0[lease] == nil { $0[lease] = error } }
    }

    /// - Throws: what broke the lease.
    func requireWhole(_ lease: RunLease) throws {
        if let error = errors.withLock({ $0[lease] }) { throw error }
    }

    func remove(_ lease: RunLease) {
        errors.withLock { _ = $0.removeValue(forKey: lease) }
    }
}
