import Logging
import Tracing

/// One attempt of a step, as metrics, traces and the log see it.
///
/// A class: the frames of a step in flight hold a reference, and the frames of ten thousand of them are small.
final class StepWatch: Sendable {
    let attempt: StepAttempt
    private let began = ContinuousClock.now
    private let span: (any Span)?
    private let context: InstrumentationContext
    private var runtime: RunRuntime { attempt.runtime }

    init(_ attempt: StepAttempt) {
        self.attempt = attempt
        let runtime = attempt.runtime
        span = runtime.trace.span(attempt.start, isContinuation: attempt.isContinuation)
        var context = span?.context ?? runtime.trace.context
        context.runPlace = RunPlace(run: runtime.record.id, step: attempt.path)
        self.context = context
    }

    /// What the body logs, or passes on to others, tells where it was.
    func within<Output: Sendable>(_ body: () async throws -> Output) async rethrows -> Output {
        try await InstrumentationContext.$current.withValue(context, operation: body)
    }

    /// - Parameter outcome: `completed`, `failed` or `interrupted`.
    func end(_ outcome: String, _ failure: RunFailure? = nil) {
        runtime.engine.meters.step(
            runtime.record.seed.workflow, attempt.start.kind, outcome: outcome, took: ContinuousClock.now - began)
        InstrumentationContext.$current.withValue(context) {
            runtime.engine.logger.debug("step ended", metadata: facts(outcome, failure))
        }
        guard let span else { return }
        span.updateAttributes { attributes in
            attributes["skein.outcome"] = outcome
            attributes["error.type"] = failure?.kind
        }
        if let failure { span.setStatus(SpanStatus(code: .error, message: failure.kind)) }
        span.end()
    }

    private func facts(_ outcome: String, _ failure: RunFailure?) -> Logger.Metadata {
        var facts: Logger.Metadata = ["outcome": "\(outcome)", "attempt": "\(attempt.number)"]
        if let failure { facts["failure"] = "\(failure.kind)" }
        return facts
    }
}

extension RunRuntime {
    /// A step ended that is no work of this process: a question, a child, a timer.
    func tell(_ start: StepStart, outcome: String) {
        let now = clock.now()
        engine.meters.step(record.seed.workflow, start.kind, outcome: outcome, took: now - start.startedAt)
        trace.tell(start, outcome: outcome, at: now)
    }
}
