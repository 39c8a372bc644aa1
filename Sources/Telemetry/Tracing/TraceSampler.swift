/// Decides which traces are kept, by the names that OpenTelemetry gives (`OTEL_TRACES_SAMPLER`).
public struct TraceSampler: Sendable, Hashable {
    public enum Name: String, Sendable, CaseIterable {
        case alwaysOn = "always_on"
        case alwaysOff = "always_off"
        case ratio = "traceidratio"
        case parentAlwaysOn = "parentbased_always_on"
        case parentAlwaysOff = "parentbased_always_off"
        case parentRatio = "parentbased_traceidratio"
    }

    let name: Name
    /// The share of traces that is kept, 0–1.
    let ratio: Double

    public init(_ name: Name, ratio: Double = 1) {
        self.name = name
        self.ratio = ratio
    }

    /// - Parameter parent: the enclosing span; nil for the first one of a trace.
    func keeps(_ trace: TraceID, parent: TraceContext?) -> Bool {
        switch name {
        case .alwaysOn: true
        case .alwaysOff: false
        case .ratio: isChosen(trace)
        case .parentAlwaysOn: parent?.isSampled ?? true
        case .parentAlwaysOff: parent?.isSampled ?? false
        case .parentRatio: parent?.isSampled ?? isChosen(trace)
        }
    }

    /// By the trace's last seven bytes, the ones that are random in a run's id too: every server decides the same.
    private func isChosen(_ trace: TraceID) -> Bool {
        Double(trace.low & 0x00FF_FFFF_FFFF_FFFF) < ratio * 0x1p56
    }
}
