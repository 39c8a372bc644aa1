import Tracing

/// What tells of a run while it is driven: the context that its steps stand in, and the spans of both.
///
/// The span of the run itself follows from its id and is told at its end, by whichever process sees it; so the steps of
/// several processes have the same parent, and a crash does not tear the trace.
struct RunTrace: Sendable {
    /// What happens between the steps stands in it.
    let context: InstrumentationContext
    private let run: RunID
    private let names: RunTraceNames?

    init(_ record: RunRecord, _ names: RunTraceNames?) {
        run = record.id
        self.names = names
        var context = InstrumentationContext.topLevel
        context.runPlace = RunPlace(run: record.id)
        if let names {
            let carrier = ["skein-trace": names.trace(record.seed), "skein-parent": record.id.rawValue]
            InstrumentationSystem.instrument.extract(carrier, into: &context, using: RunTraceExtractor())
        }
        self.context = context
    }

    /// The span of one attempt of a step; nil where nothing is traced.
    func span(_ start: StepStart, isContinuation: Bool) -> (any Span)? {
        guard names != nil else { return nil }
        let span = startSpan("step \(start.path.name)", context: context)
        span.updateAttributes { attributes in
            attributes["skein.run.id"] = run.rawValue
            attributes["skein.step.path"] = start.path.rawValue
            attributes["skein.step.kind"] = start.kind.rawValue
            attributes["skein.step.attempt"] = start.attempt
            if isContinuation { attributes["skein.step.continued"] = true }
        }
        return span
    }

    /// A step that had no process of its own: a question, a child, a timer.
    func tell(_ start: StepStart, outcome: String, at end: Moment) {
        guard names != nil else { return }
        let span = startSpan("\(start.kind) \(start.path.name)", context: context, at: start.startedAt.instant)
        span.updateAttributes { attributes in
            attributes["skein.run.id"] = run.rawValue
            attributes["skein.step.path"] = start.path.rawValue
            attributes["skein.step.kind"] = start.kind.rawValue
            attributes["skein.outcome"] = outcome
            if start.kind == .child { attributes["skein.child.run.id"] = start.callID }
        }
        span.end(at: end.instant)
    }

    /// Tells of the run as a whole, which is over.
    func tell(_ state: RunState, failure: RunFailure?, of record: RunRecord, at end: Moment) {
        guard let names else { return }
        var context = InstrumentationContext.topLevel
        var carrier = ["skein-trace": names.trace(record.seed), "skein-span": record.id.rawValue]
        carrier["skein-parent"] = record.seed.parent?.rawValue
        InstrumentationSystem.instrument.extract(carrier, into: &context, using: RunTraceExtractor())
        let span = startSpan("run \(record.seed.workflow)", context: context, at: record.createdAt.instant)
        span.updateAttributes { attributes in
            attributes["skein.run.id"] = record.id.rawValue
            attributes["skein.workflow"] = record.seed.workflow
            attributes["skein.outcome"] = state.rawValue
            attributes["skein.run.epoch"] = record.epoch
            attributes["error.type"] = failure?.kind
            for (name, value) in record.seed.labels { attributes["skein.\(name)"] = value }
        }
        if state == .failed { span.setStatus(SpanStatus(code: .error, message: failure?.kind)) }
        span.end(at: end.instant)
    }
}

/// Which trace a run belongs to.
public struct RunTraceNames: Sendable {
    let trace: @Sendable (RunSeed) -> String

    /// - Parameter trace: names the trace, the same in every process; a run and its children may share one.
    public init(trace: @escaping @Sendable (RunSeed) -> String) {
        self.trace = trace
    }
}

private struct RunTraceExtractor: Extractor {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
}

extension Moment {
    fileprivate var instant: DefaultTracerClock.Timestamp {
        .init(nanosecondsSinceEpoch: UInt64(max(0, milliseconds)) * 1_000_000)
    }
}
