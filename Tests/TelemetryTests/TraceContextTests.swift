import Foundation
import Testing
import Tracing

@testable import Telemetry

@Suite struct TraceContextTests {
    private static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("a traceparent is read and written as W3C has it")
    func roundTrip() throws {
        let place = try #require(TraceContext(traceParent: Self.header))
        #expect("\(place.trace)" == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect("\(place.span)" == "00f067aa0ba902b7")
        #expect(place.isSampled)
        #expect(place.traceParent == Self.header)
        #expect(TraceContext(traceParent: "01" + Self.header.dropFirst(2) + "-more")?.trace == place.trace)
    }

    @Test(
        "what is no traceparent is not taken for one",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "ff" + header.dropFirst(2),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", header.uppercased(), header + "-more",
            "00-4bf92f3577b34da6a3ce929d0e0e47+6-00f067aa0ba902b7-01",
        ])
    func refused(header: String) {
        #expect(TraceContext(traceParent: header) == nil)
    }

    @Test("trace and span of a run follow from its id, whatever form that has")
    func identity() {
        let run = "019aab12-3456-7890-8bcd-ef0123456789"
        #expect("\(TraceID(of: run))" == "019aab12345678908bcdef0123456789")
        #expect("\(SpanID(of: run))" == "8bcdef0123456789")
        #expect(TraceID(of: "run one") == TraceID(of: "run one"))
        #expect(TraceID(of: "run one") != TraceID(of: "run two"))
        #expect(SpanID(of: "run one") != SpanID(of: "run two"))
    }

    @Test("a sampler by ratio keeps its share of runs, the same ones in every process")
    func ratio() {
        let sampler = TraceSampler(.parentRatio, ratio: 0.25)
        // The ids of runs are UUIDs, whose highest bits say so.
        let ids = (0..<4000).map { _ in TraceID(of: UUID().uuidString.lowercased()) }
        let kept = ids.filter { sampler.keeps($0, parent: nil) }
        #expect((800...1200).contains(kept.count))
        #expect(kept == ids.filter { TraceSampler(.ratio, ratio: 0.25).keeps($0, parent: nil) })
    }

    @Test("a sampler by parent does as the caller did, and decides only for what has none")
    func parents() {
        let kept = TraceContext(trace: .random, span: .random, isSampled: true)
        let dropped = TraceContext(trace: .random, span: .random, isSampled: false)
        for name in TraceSampler.Name.allCases {
            let sampler = TraceSampler(name, ratio: 0)
            let follows = name.rawValue.hasPrefix("parentbased")
            #expect(sampler.keeps(kept.trace, parent: kept) == (follows || name == .alwaysOn))
            #expect(sampler.keeps(dropped.trace, parent: dropped) == (name == .alwaysOn))
            #expect(sampler.keeps(.random, parent: nil) == (name == .alwaysOn || name == .parentAlwaysOn))
        }
    }

    @Test("spans of several processes have the parent that the last of them tells")
    func runs() {
        let (queue, other) = (SpanQueue(), SpanQueue())
        for (queue, epoch) in [(queue, 1), (other, 2)] {
            let tracer = SpanTracer(sampler: TraceSampler(.parentAlwaysOn), queue: queue)
            var context = InstrumentationContext.topLevel
            tracer.extract(["skein-trace": "r1", "skein-parent": "r1"], into: &context, using: Reader())
            tracer.startSpan("step \(epoch)", context: context).end()
        }
        let tracer = SpanTracer(sampler: TraceSampler(.parentAlwaysOn), queue: other)
        var context = InstrumentationContext.topLevel
        tracer.extract(["skein-trace": "r1", "skein-span": "r1"], into: &context, using: Reader())
        let root = tracer.startSpan("run", context: context)
        root.end()
        root.end()
        let spans = queue.take() + other.take()
        #expect(spans.map(\.name) == ["step 1", "step 2", "run"])
        #expect(Set(spans.map(\.start.place.trace)).count == 1)
        #expect(spans[0].start.parent == spans[2].start.place.span && spans[1].start.parent == spans[2].start.place.span)
        #expect(spans[2].start.parent == nil)
    }

    @Test("a span's context goes on to other processes, with what others have noted")
    func injection() {
        let tracer = SpanTracer(sampler: TraceSampler(.parentAlwaysOn), queue: SpanQueue())
        var context = InstrumentationContext.topLevel
        tracer.extract(["traceparent": Self.header, "tracestate": "a=1"], into: &context, using: Reader())
        let span = tracer.startSpan("work", context: context)
        var carrier: [String: String] = [:]
        tracer.inject(span.context, into: &carrier, using: Writer())
        #expect(carrier["traceparent"]?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") == true)
        #expect(carrier["traceparent"]?.contains("00f067aa0ba902b7") == false)
        #expect(carrier["tracestate"] == "a=1")
    }

    struct Reader: Extractor {
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }

    struct Writer: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }
}
