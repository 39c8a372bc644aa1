import Domain
import DurableExecution

/// Lets a request wait for a change of one execution.
public struct ExecutionEndings: Sendable {
    private let bus: EventBus

    public init(bus: EventBus) {
        self.bus = bus
    }

    /// Begins to listen; what changes from now on is not missed.
    func expect(_ id: ExecutionID) async -> Expectation {
        Expectation(id: id, listener: bus.listen())
    }

    struct Expectation: Sendable {
        let id: ExecutionID
        let listener: EventListener

        /// Returns when the execution may have changed.
        func changed() async {
            while !Task.isCancelled {
                guard let events = listener.next() else { return }
                if events.contains(where: { $0.event.subject.execution == id.rawValue && $0.cursor != nil }) { return }
                if events.isEmpty { await listener.bell.heard() }
            }
        }

        func forget() {
            listener.leave()
        }
    }
}
