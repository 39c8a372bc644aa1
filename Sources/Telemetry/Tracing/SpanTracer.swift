public import Tracing

/// The tracer of swift-distributed-tracing: makes spans and hands those that ended to a queue.
///
/// Besides W3C's `traceparent` and `tracestate` it extracts the identity of a run (`skein-trace`, `skein-span`,
/// `skein-parent`), from which trace and span follow: whichever process drives the run, it adds to the same trace.
public struct SpanTracer: Tracer {
    private let sampler: TraceSampler
    private let queue: SpanQueue

    public init(sampler: TraceSampler, queue: SpanQueue) {
        self.sampler = sampler
        self.queue = queue
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> RecordedSpan {
        var context = context()
        let parent = context.trace
        let own = context.ownSpan
        let trace = own?.trace ?? parent?.trace ?? .random
        let place = TraceContext(
            trace: trace, span: own?.span ?? .random, isSampled: sampler.keeps(trace, parent: own == nil ? parent : nil),
            state: parent?.state)
        context.trace = place
        context.ownSpan = nil
        let start = SpanStart(
            place: place, parent: own.map(\.parent) ?? parent?.span, kind: kind, at: instant().nanosecondsSinceEpoch)
        return RecordedSpan(operationName, context, start, queue: place.isSampled ? queue : nil)
    }

    public func forceFlush() {
        queue.flush()
    }
}

// MARK: - From and to other processes

extension SpanTracer {
    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        if let root = extractor.extract(key: "skein-trace", from: carrier) {
            return enter(
                TraceID(of: root), own: extractor.extract(key: "skein-span", from: carrier),
                parent: extractor.extract(key: "skein-parent", from: carrier), &context)
        }
        guard let header = extractor.extract(key: "traceparent", from: carrier),
            var place = TraceContext(traceParent: header)
        else { return }
        place.state = extractor.extract(key: "tracestate", from: carrier).flatMap { $0.utf8.count <= 512 ? $0 : nil }
        context.trace = place
    }

    private func enter(_ trace: TraceID, own: String?, parent: String?, _ context: inout InstrumentationContext) {
        let parent = parent.map { SpanID(of: $0) }
        if let own {
            context.ownSpan = OwnSpan(trace: trace, span: SpanID(of: own), parent: parent)
        } else if let parent {
            context.trace = TraceContext(trace: trace, span: parent, isSampled: sampler.keeps(trace, parent: nil))
        }
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context.trace else { return }
        injector.inject(place.traceParent, forKey: "traceparent", into: &carrier)
        if let state = place.state { injector.inject(state, forKey: "tracestate", into: &carrier) }
    }
}
