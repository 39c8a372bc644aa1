/// Text in the exposition format 0.0.4, which Prometheus reads.
public struct PrometheusText {
    /// What an answer with it says of its form.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    public private(set) var text = ""

    public init() {}

    /// One metric with its samples.
    /// - Parameter type: such as `gauge`.
    public mutating func add(
        _ name: String, _ type: String, _ help: String, _ samples: [(labels: [MetricLabel], value: Double)]
    ) {
        begin(name, type, help)
        for sample in samples { add(name, sample.labels, sample.value) }
    }

    /// The two series of a summary without quantiles, for each of its labels.
    public mutating func addSummary(
        _ name: String, _ help: String, _ samples: [(labels: [MetricLabel], sum: Double, count: Int)]
    ) {
        begin(name, "summary", help)
        for sample in samples {
            add("\(name)_sum", sample.labels, sample.sum)
            add("\(name)_count", sample.labels, Double(sample.count))
        }
    }

    mutating func begin(_ description: MetricDescription) {
        begin(description.name, description.typeName, description.help)
    }

    private mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
    }

    mutating func add(_ name: String, _ labels: [MetricLabel], _ value: Double) {
        text += "\(name)\(Self.written(labels)) \(Self.written(value))\n"
    }

    mutating func add(_ name: String, _ labels: [MetricLabel], _ histogram: HistogramSeries) {
        let figures = histogram.figures
        var total: UInt64 = 0
        for (count, bound) in zip(figures.counts, histogram.bounds + [.infinity]) {
            total += count
            add("\(name)_bucket", labels + [MetricLabel("le", Self.written(bound))], Double(total))
        }
        add("\(name)_sum", labels, figures.sum)
        add("\(name)_count", labels, Double(total))
    }

    private static func written(_ labels: [MetricLabel]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func written(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        let lines = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? lines.replacing("\"", with: "\\\"") : lines
    }
}
