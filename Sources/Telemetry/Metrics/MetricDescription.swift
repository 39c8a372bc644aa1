/// What a metric is, for those who read it: its name and unit by Prometheus's rules, its kind and its meaning.
public struct MetricDescription: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Only grows while the process lives; its name ends in `_total`.
        case counter
        case gauge
        /// How often values fell into which range.
        /// - Parameter bounds: the upper ends of the ranges, rising.
        case histogram(bounds: [Double])
    }

    public let name: String
    public let kind: Kind
    public let help: String

    public init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Its kind in the text that Prometheus reads.
    var typeName: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }
}

extension MetricDescription {
    /// For what a library counts and this program does not know.
    static func unknown(_ label: String, _ kind: Kind) -> MetricDescription {
        let name = String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":") ? $0 : "_" })
        let safe = name.first?.isNumber == true ? "_\(name)" : name
        return switch kind {
        case .counter: MetricDescription(safe.hasSuffix("_total") ? safe : "\(safe)_total", kind, "Counted by a library.")
        case .gauge: MetricDescription(safe, kind, "Told by a library.")
        case .histogram: MetricDescription("\(safe)_seconds", kind, "Measured by a library.")
        }
    }
}
