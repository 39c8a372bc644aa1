public import Domain
public import DurableExecution
import Synchronization

/// Passes events on to everybody who listens, from a ring of the newest ones.
///
/// A listener holds nothing but its place. One that is too slow finds its place gone and reads the event table from its
/// cursor instead: it loses no stored event and costs no memory.
public final class EventBus: Sendable {
    private struct State {
        var ring: EventRing
        var listeners: [ObjectIdentifier: EventListener] = [:]
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - capacity: how many events a listener may be behind.
    ///   - bytes: how much those events may hold together.
    public init(capacity: Int = 8192, bytes: Int = 16 << 20) {
        state = Mutex(State(ring: EventRing(capacity: capacity, bytes: bytes)))
    }

    /// Passes on events that are durable, in the order of their cursors.
    public func publish(_ events: [StoredEvent]) {
        add(events.map { BusEvent($0.event, cursor: $0.cursor) })
    }

    /// Passes on what a run tells without keeping it: a model's words as they come.
    /// - Parameters:
    ///   - name: what happened.
    ///   - data: a JSON object.
    ///   - labels: what the run is about; they go into the event's data.
    public func tell(_ name: String, _ data: JSONText, labels: [String: String]) {
        guard listenerCount > 0, let place = try? JSONText(labels) else { return }  // texts can always be encoded
        let event = Event(
            type: .output, name: name, data: Event.merging(place.text, data.text), timestamp: .now,
            subject: EventSubject(execution: labels["execution_id"], workflow: labels["workflow_execution_id"]))
        add([BusEvent(event, cursor: nil)])
    }

    public var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// A place at the end of what was passed on so far.
    public func listen() -> EventListener {
        let listener = EventListener(bus: self)
        state.withLock { state in
            listener.start(at: state.ring.end)
            state.listeners[ObjectIdentifier(listener)] = listener
        }
        return listener
    }

    func leave(_ listener: EventListener) {
        state.withLock { _ = $0.listeners.removeValue(forKey: ObjectIdentifier(listener)) }
    }

    /// Events from a place on. - Returns: nil when that place is gone.
    func events(from place: UInt64, limit: Int) -> (events: [BusEvent], next: UInt64)? {
        state.withLock { $0.ring.events(from: place, limit: limit) }
    }

    var end: UInt64 { state.withLock { $0.ring.end } }

    private func add(_ events: [BusEvent]) {
        let listeners = state.withLock { state in
            for event in events { state.ring.add(event) }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.bell.ring() }
    }
}

/// An event on its way, written out at most once for all listeners.
public final class BusEvent: Sendable {
    public let event: Event
    /// Nil for what is told and not kept.
    public let cursor: Int64?
    private let written = Mutex<String?>(nil)

    init(_ event: Event, cursor: Int64?) {
        self.event = event
        self.cursor = cursor
    }

    /// What it holds, in bytes, its written form included.
    var size: Int { 2 * event.data.utf8.count + 256 }

    /// As `Event.json(cursor:)` gives it.
    public var json: String {
        written.withLock { written in
            if let written { return written }
            let json = event.json(cursor: cursor)
            written = json
            return json
        }
    }
}

/// One place in the order of events. Used by one task.
public final class EventListener: Sendable {
    /// Rings when there may be something new, and when somebody else wants to be noticed.
    let bell = Bell()
    private let bus: EventBus
    private let place = Atomic<UInt64>(0)

    init(bus: EventBus) {
        self.bus = bus
    }

    func start(at end: UInt64) {
        place.store(end, ordering: .relaxed)
    }

    /// The next events, possibly none; nil when it was too slow: it then stands at the end, and what lies between is to be
    /// read from the event table.
    public func next(limit: Int = 256) -> [BusEvent]? {
        guard let (events, next) = bus.events(from: place.load(ordering: .relaxed), limit: limit) else {
            place.store(bus.end, ordering: .relaxed)
            return nil
        }
        place.store(next, ordering: .relaxed)
        return events
    }

    /// Ends listening.
    public func leave() {
        bus.leave(self)
    }
}
