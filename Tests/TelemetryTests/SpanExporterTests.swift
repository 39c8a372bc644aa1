import Domain
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import Telemetry

/// A real exporter and a real collector on loopback.
@Suite(.timeLimit(.minutes(10))) struct SpanExporterTests {
    @Test("spans arrive in OTLP's form with the operator's headers; a busy collector is asked again")
    func arrives() async throws {
        try await FakeCollector.with(refusing: [503, 429]) { collector in
            let queue = SpanQueue()
            try await exporting(to: collector.url, queue, delay: .milliseconds(10)) {
                let tracer = SpanTracer(sampler: TraceSampler(.alwaysOn), queue: queue)
                let span = tracer.startSpan("work", context: .topLevel, ofKind: .client)
                span.updateAttributes { attributes in
                    attributes["text"] = "words"
                    attributes["count"] = 7
                    attributes["share"] = 0.5
                    attributes["flag"] = true
                    attributes["list"] = ["a", "b"]
                }
                span.recordError(CancellationError())
                span.setStatus(SpanStatus(code: .error, message: "no"))
                span.end()
                let arrived = try await collector.span("work") { $0.name == "work" }
                #expect(arrived.traceID.count == 32 && arrived.spanID.count == 16 && arrived.parentID == nil)
                #expect(arrived.kind == 3 && arrived.isError && arrived.milliseconds >= 0)
                #expect(arrived.attributes["text"] == "words" && arrived.attributes["count"] == 7)
                #expect(arrived.attributes["share"] == 0.5 && arrived.attributes["flag"] == true)
                #expect(arrived.attributes["list"]?.arrayValue?.count == 2)
                #expect(arrived.resource["service.name"] == "skein")
            }
            #expect(collector.headers.count == 3)
            #expect(collector.headers.allSatisfy { $0["x-key"] == "k" && $0["content-type"] == "application/json" })
        }
    }

    @Test("what waits when the server is told to end is sent before it ends")
    func flushed() async throws {
        try await FakeCollector.with { collector in
            let queue = SpanQueue()
            try await exporting(to: collector.url, queue, delay: .seconds(3600)) {
                let tracer = SpanTracer(sampler: TraceSampler(.alwaysOn), queue: queue)
                for number in 0..<600 { tracer.startSpan("work \(number)", context: .topLevel).end() }
            }
            #expect(collector.spans.count == 600)
        }
    }

    @Test("a collector that is not there costs spans, never time: the queue is bounded, and the log says it once a batch")
    func absent() async throws {
        let queue = SpanQueue(capacity: 100, batch: 50)
        let tracer = SpanTracer(sampler: TraceSampler(.alwaysOn), queue: queue)
        for number in 0..<10_000 { tracer.startSpan("work \(number)", context: .topLevel).end() }
        #expect(queue.take().count == 50 && queue.take().count == 50 && queue.take().isEmpty)
        try await FakeCollector.with(refusing: [400]) { collector in
            let lines = Mutex<[String]>([])
            tracer.startSpan("refused", context: .topLevel).end()
            try await exporting(
                to: collector.url, queue, delay: .milliseconds(1), log: { line in lines.withLock { $0.append(line) } }
            ) {
                _ = try await eventually("a line in the log") { lines.withLock { $0.isEmpty ? nil : true } }
            }
            let said = lines.withLock { $0.joined() }
            #expect(said.contains("spans were lost") && said.contains("400") && !said.contains("x-key"))
        }
    }

    private func exporting(
        to url: String, _ queue: SpanQueue, delay: Duration, log: @escaping @Sendable (String) -> Void = { _ in },
        _ body: () async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { StructuredLogHandler(label: $0, format: .text, provider: nil, write: log) }
        let exporter = SpanExporter(
            .init(url: "\(url)/v1/traces", headers: [("x-key", "k")], resource: ["service.name": "skein"], delay: delay),
            queue: queue, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: exporter)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
