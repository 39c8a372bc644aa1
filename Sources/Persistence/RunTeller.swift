import Domain
import DurableExecution

/// Tells a run's events under its next numbers, which the caller has reserved (D7).
struct RunTeller {
    let run: RunRow
    let transaction: StoreTransaction
    private var number: Int64

    /// - Parameters:
    ///   - run: as it is after `count` numbers were reserved.
    init(_ run: RunRow, reserved count: Int, _ transaction: StoreTransaction) {
        self.run = run
        self.transaction = transaction
        number = run.eventCount - Int64(count)
    }

    /// - Parameter data: a JSON object, as text; the run's labels and the event's number are put in front of it.
    mutating func tell(_ name: String, _ data: String, at now: Timestamp) throws {
        number += 1
        var object = JSONObjectText(capacity: 80 + run.labels.utf8.count + data.utf8.count)
        object.add(membersOf: run.labels)
        object.add("run_id", run.id.rawValue)
        object.add("seq", number)
        object.add(membersOf: data)
        let event = Event(
            type: run.topic, name: name, data: object.text, timestamp: now,
            subject: EventSubject(execution: run.topic == .execution ? run.id.rawValue : nil, workflow: run.workflow))
        try transaction.tell(event, run: (run.id.rawValue, number))
    }
}
