import Metrics
import Telemetry
import Testing

/// What Prometheus reads.
@Suite struct PrometheusTextTests {
    private func text(of registry: MetricsRegistry) -> String {
        var text = PrometheusText()
        registry.write(to: &text)
        return text.text
    }

    @Test("counters, gauges and histograms are told with help, type, base units and cumulative buckets")
    func kinds() {
        let registry = MetricsRegistry([
            MetricDescription("done_total", .counter, "Done."), MetricDescription("level", .gauge, "How high."),
            MetricDescription("took_seconds", .histogram(bounds: [0.1, 1]), "How long."),
        ])
        let counter = Counter(label: "done_total", dimensions: [("kind", "a")], factory: registry)
        counter.increment(by: 2)
        counter.increment()
        Counter(label: "done_total", dimensions: [("kind", "a")], factory: registry).increment()
        let meter = Meter(label: "level", factory: registry)
        meter.set(7)
        meter.decrement(by: 2.5)
        let timer = Metrics.Timer(label: "took_seconds", factory: registry)
        for milliseconds in [50, 500, 5000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            text(of: registry) == """
                # HELP done_total Done.
                # TYPE done_total counter
                done_total{kind="a"} 4.0
                # HELP level How high.
                # TYPE level gauge
                level 4.5
                # HELP took_seconds How long.
                # TYPE took_seconds histogram
                took_seconds_bucket{le="0.1"} 1.0
                took_seconds_bucket{le="1.0"} 2.0
                took_seconds_bucket{le="+Inf"} 3.0
                took_seconds_sum 5.55
                took_seconds_count 3.0

                """)
    }

    @Test("quotes, backslashes and line ends in labels cannot end a sample")
    func escaping() {
        let registry = MetricsRegistry([MetricDescription("done_total", .counter, "One.\nTwo.")])
        Counter(label: "done_total", dimensions: [("agent", "a\"b\\c\nd 1")], factory: registry).increment()
        #expect(text(of: registry).contains(#"done_total{agent="a\"b\\c\nd 1"} 1.0"# + "\n"))
        #expect(text(of: registry).contains(#"# HELP done_total One.\nTwo."# + "\n"))
    }

    @Test("a metric has a bounded number of series; what exceeds it is counted together")
    func bound() {
        let registry = MetricsRegistry([MetricDescription("done_total", .counter, "Done.")], seriesLimit: 3)
        for number in 0..<10 {
            Counter(label: "done_total", dimensions: [("id", "\(number)")], factory: registry).increment()
        }
        let samples = text(of: registry).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(samples.count == 4)
        #expect(samples.contains(#"done_total{id="other"} 7.0"#))
    }

    @Test("what a library counts under a name of its own gets one that Prometheus allows")
    func foreignNames() {
        let registry = MetricsRegistry([])
        Counter(label: "http.client-requests", factory: registry).increment()
        Metrics.Timer(label: "9.lives", factory: registry).recordSeconds(1)
        #expect(text(of: registry).contains("\nhttp_client_requests_total 1.0\n"))
        #expect(text(of: registry).contains("\n_9_lives_seconds_count 1.0\n"))
    }

    @Test("counting from many threads at once loses nothing")
    func threads() async {
        let registry = MetricsRegistry([MetricDescription("done_total", .counter, "Done.")])
        let counter = Counter(label: "done_total", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<10_000 { counter.increment() } } }
        }
        #expect(text(of: registry).contains("\ndone_total 80000.0\n"))
    }
}
