public import Metrics
import Synchronization

/// The backend of swift-metrics: holds every series in memory, until Prometheus asks for them.
///
/// A handle is made once and used often: making one takes a lock, counting takes none (a histogram one of its own).
public final class MetricsRegistry: MetricsFactory {
    private let descriptions: [String: MetricDescription]
    private let seriesLimit: Int
    private let families = Mutex<[String: MetricFamily]>([:])

    /// - Parameters:
    ///   - descriptions: what is known of metrics by name; others get a name and a kind by what they are made as.
    ///   - seriesLimit: how many series a metric may have; what exceeds it shares one whose labels all say `other`.
    public init(_ descriptions: [MetricDescription] = MetricDescription.all, seriesLimit: Int = 1000) {
        self.descriptions = Dictionary(uniqueKeysWithValues: descriptions.map { ($0.name, $0) })
        self.seriesLimit = seriesLimit
    }

    /// Adds every series to a text.
    public func write(to text: inout PrometheusText) {
        let families = families.withLock { Array($0.values) }
        for family in families.sorted(by: { $0.description.name < $1.description.name }) {
            text.begin(family.description)
            for (labels, series) in family.all {
                switch series {
                case .scalar(let scalar): text.add(family.description.name, labels, scalar.value)
                case .histogram(let histogram): text.add(family.description.name, labels, histogram)
                }
            }
        }
    }

    private func series(_ label: String, _ dimensions: [(String, String)], _ kind: MetricDescription.Kind)
        -> MetricFamily.Series
    {
        let description = descriptions[label] ?? .unknown(label, kind)
        let family = families.withLock { families in
            if let family = families[description.name] { return family }
            let family = MetricFamily(description, limit: seriesLimit)
            families[description.name] = family
            return family
        }
        return family.series(dimensions.map { MetricLabel($0.0, $0.1) }.sorted())
    }

    private func scalar(_ label: String, _ dimensions: [(String, String)], _ kind: MetricDescription.Kind) -> ScalarSeries {
        guard case .scalar(let scalar) = series(label, dimensions, kind) else { return ScalarSeries() }
        return scalar
    }
}

// MARK: - Handles

extension MetricsRegistry {
    private static let seconds = MetricDescription.Kind.histogram(bounds: [0.001, 0.01, 0.1, 1, 10])

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        scalar(label, dimensions, .counter)
    }

    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        scalar(label, dimensions, .counter)
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        scalar(label, dimensions, .gauge)
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        switch series(label, dimensions, aggregate ? Self.seconds : .gauge) {
        case .scalar(let scalar): scalar
        case .histogram(let histogram): histogram
        }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        guard case .histogram(let histogram) = series(label, dimensions, Self.seconds) else {
            return HistogramSeries(bounds: [])
        }
        return histogram
    }

    // A series outlives its handle: a counter that vanished would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}
