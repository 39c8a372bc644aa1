import DurableExecution
import Synchronization

/// Tasks that are begun together and may be ended together.
final class WorkGroup: Sendable {
    /// Ends what is under way.
    let stop: ChildStop
    private let closing = Mutex<String?>(nil)
    private let above: WorkGroup?

    init(under above: WorkGroup? = nil) {
        self.above = above
        stop = ChildStop(under: above?.stop)
    }

    /// Why nothing more begins in it, such as `fail_fast`; nil while it is open. Read inside steps only.
    var closingReason: String? { above?.closingReason ?? closing.withLock { $0 } }

    /// Nothing more begins; the first reason stands.
    func close(_ reason: String) {
        closing.withLock { $0 = $0 ?? reason }
    }

    /// Nothing more begins, and what is under way is ended.
    func end(_ reason: String) {
        close(reason)
        stop.raise()
    }
}
