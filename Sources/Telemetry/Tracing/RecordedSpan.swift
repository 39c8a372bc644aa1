import Synchronization
public import Tracing

/// A span while it goes on; at its end it is handed to the queue.
public final class RecordedSpan: Span {
    private struct State {
        var name: String
        var attributes: SpanAttributes = [:]
        var status: SpanStatus?
        var events: [SpanEvent] = []
        var links: [TraceContext] = []
        var hasEnded = false
    }

    /// More than so many would be a fault of the program's, and cost without end.
    private static let mostEvents = 128

    public let context: InstrumentationContext
    private let start: SpanStart
    /// Nil for a span that is not kept.
    private let queue: SpanQueue?
    private let state: Mutex<State>

    init(_ name: String, _ context: InstrumentationContext, _ start: SpanStart, queue: SpanQueue?) {
        self.context = context
        self.start = start
        self.queue = queue
        state = Mutex(State(name: name))
    }

    public var isRecording: Bool { queue != nil && state.withLock { !$0.hasEnded } }

    public var operationName: String {
        get { state.withLock { $0.name } }
        set { change { $0.name = newValue } }
    }

    public var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { change { $0.attributes = newValue } }
    }

    public func setStatus(_ status: SpanStatus) {
        change { $0.status = status }
    }

    public func addEvent(_ event: SpanEvent) {
        change { if $0.events.count < Self.mostEvents { $0.events.append(event) } }
    }

    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        // The error's own words may hold what an agent wrote; its type is enough, the log has the rest.
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    public func addLink(_ link: SpanLink) {
        guard let place = link.context.trace else { return }
        change { if $0.links.count < Self.mostEvents { $0.links.append(place) } }
    }

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let queue else { return }
        let end = instant().nanosecondsSinceEpoch
        let ended = state.withLock { state -> FinishedSpan? in
            guard !state.hasEnded else { return nil }
            state.hasEnded = true
            return FinishedSpan(
                start: start, end: end, name: state.name, attributes: state.attributes, status: state.status,
                events: state.events, links: state.links)
        }
        if let ended { queue.add(ended) }
    }

    private func change(_ body: (inout State) -> Void) {
        guard queue != nil else { return }
        state.withLock { if !$0.hasEnded { body(&$0) } }
    }
}

/// What a span knows from its beginning.
struct SpanStart: Sendable {
    let place: TraceContext
    let parent: SpanID?
    let kind: SpanKind
    /// In nanoseconds since 1970.
    let at: UInt64
}

/// A span that ended, on its way to the collector.
struct FinishedSpan: Sendable {
    let start: SpanStart
    let end: UInt64
    let name: String
    let attributes: SpanAttributes
    let status: SpanStatus?
    let events: [SpanEvent]
    let links: [TraceContext]
}
