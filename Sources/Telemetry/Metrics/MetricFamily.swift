import Synchronization

/// All series of one metric, a bounded number of them.
final class MetricFamily: Sendable {
    typealias Labels = [MetricLabel]

    /// What stands in every label of the series that takes what exceeds the bound.
    private static let overflow = "other"

    enum Series: Sendable {
        case scalar(ScalarSeries)
        case histogram(HistogramSeries)
    }

    let description: MetricDescription
    private let limit: Int
    private let series = Mutex<[Labels: Series]>([:])

    init(_ description: MetricDescription, limit: Int) {
        self.description = description
        self.limit = limit
    }

    func series(_ labels: Labels) -> Series {
        series.withLock { all in
            if let known = all[labels] { return known }
            let key = all.count < limit ? labels : labels.map { MetricLabel($0.name, Self.overflow) }
            if let known = all[key] { return known }
            let new = make()
            all[key] = new
            return new
        }
    }

    /// Every series, in the order of its labels.
    var all: [(labels: Labels, series: Series)] {
        series.withLock { all in all.map { (labels: $0.key, series: $0.value) } }
            .sorted { left, right in left.labels.lexicographicallyPrecedes(right.labels) }
    }

    private func make() -> Series {
        switch description.kind {
        case .counter, .gauge: .scalar(ScalarSeries())
        case .histogram(let bounds): .histogram(HistogramSeries(bounds: bounds))
        }
    }
}

/// A name and a value that tell series of one metric apart.
public struct MetricLabel: Sendable, Hashable, Comparable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    public static func < (left: MetricLabel, right: MetricLabel) -> Bool {
        (left.name, left.value) < (right.name, right.value)
    }
}
