public import Domain
import Synchronization

/// The audit entry of the request that the present task carries out.
///
/// The first transaction of the request that changes something takes it along, so that no change is without its entry
/// and no entry costs a commit of its own.
public final class AuditScope: Sendable {
    @TaskLocal public static var current: AuditScope?

    private enum Standing {
        case open, taken, stored
    }

    private struct State {
        var entry: AuditEntry
        var standing = Standing.open
    }

    private let state: Mutex<State>

    public init(_ entry: AuditEntry) {
        state = Mutex(State(entry: entry))
    }

    public var entry: AuditEntry { state.withLock { $0.entry } }

    /// Whether a change committed with it.
    public var isStored: Bool { state.withLock { $0.standing == .stored } }

    public func identify(_ principal: Principal) {
        state.withLock { $0.entry.principal = principal }
    }

    /// Says what the request is about, where its path does not.
    public func name(_ target: AuditEntry.Target) {
        state.withLock { $0.entry.target = $0.entry.target ?? target }
    }

    /// Gives the entry to one transaction at a time. - Returns: nil when another one has it, or it is stored.
    func take() -> AuditEntry? {
        state.withLock { state in
            guard state.standing == .open else { return nil }
            state.standing = .taken
            return state.entry
        }
    }

    /// The transaction committed with the entry.
    func stored(_ entry: AuditEntry) {
        state.withLock { state in
            state.standing = .stored
            state.entry = entry
        }
    }

    /// The transaction is over: an entry that it did not store is for the next one.
    func settle() {
        state.withLock { if $0.standing == .taken { $0.standing = .open } }
    }
}

/// On whose behalf a transaction writes.
///
/// A class: an entry is large, and would lie in the frame of every write in flight.
final class Authorship: Sendable {
    let scope: AuditScope
    /// To be stored with the first change; nil when that has happened.
    let entry: AuditEntry?

    /// Takes the scope's entry along, if it is still to be stored.
    init(_ scope: AuditScope) {
        self.scope = scope
        entry = scope.take()
    }

    /// The transaction is over.
    func settle() {
        if entry != nil { scope.settle() }
    }
}
