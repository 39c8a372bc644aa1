import Domain
import DurableExecution

/// Lets a request wait for a change of one execution, or of one workflow execution.
public struct ExecutionEndings: Sendable {
    private let bus: EventBus

    public init(bus: EventBus) {
        self.bus = bus
    }

    /// Begins to listen; what changes from now on is not missed.
    func expect(_ id: ExecutionID) async -> Expectation {
        Expectation(id: id.rawValue, listener: bus.listen())
    }

    /// Begins to listen; what changes from now on is not missed.
    func expect(_ id: WorkflowExecutionID) async -> Expectation {
        Expectation(id: id.rawValue, listener: bus.listen())
    }

    struct Expectation: Sendable {
        let id: String
        let listener: EventListener

        /// Returns when the execution may have changed.
        func changed() async {
            while !Task.isCancelled {
                guard let events = listener.next() else { return }
                if events.contains(where: { $0.cursor != nil && $0.event.subject.names(id) }) { return }
                if events.isEmpty { await listener.bell.heard() }
            }
        }

        func forget() {
            listener.leave()
        }
    }
}

extension EventSubject {
    fileprivate func names(_ id: String) -> Bool { execution == id || workflow == id }
}
