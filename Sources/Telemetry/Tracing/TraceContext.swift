public import Tracing

/// A place in a trace, as it goes from one process to another (W3C Trace Context).
public struct TraceContext: Sendable, Hashable {
    public let trace: TraceID
    public let span: SpanID
    public let isSampled: Bool
    /// What other systems have noted; passed on as it is.
    public var state: String?

    public init(trace: TraceID, span: SpanID, isSampled: Bool, state: String? = nil) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
        self.state = state
    }

    /// - Parameter header: the value of `traceparent`; nil for one that is not well-formed.
    public init?(traceParent header: String) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            let trace = TraceID(hex: parts[1]), let span = SpanID(hex: parts[2]), parts[3].count == 2,
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
    }

    /// The value of `traceparent`.
    public var traceParent: String { "00-\(trace)-\(span)-\(isSampled ? "01" : "00")" }
}

/// Sixteen bytes that all spans of a trace share; never all nought.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    static var random: TraceID { TraceID(high: .random(in: 1 ... .max), low: .random(in: 1 ... .max)) }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init?(hex: Substring) {
        guard hex.count == 32, hex.allSatisfy(\.isLowerHex), let high = UInt64(hex.prefix(16), radix: 16),
            let low = UInt64(hex.suffix(16), radix: 16), high | low != 0
        else { return nil }
        self.init(high: high, low: low)
    }

    /// The trace of a run: the same in every process that drives it.
    public init(of run: String) {
        let hex = run.replacing("-", with: "")[...]
        self = TraceID(hex: hex) ?? TraceID(high: SpanID.digest("trace \(run)"), low: SpanID.digest(run))
    }

    public var description: String { high.sixteenDigits + low.sixteenDigits }
}

/// Eight bytes that name a span; never all nought.
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    let value: UInt64

    static var random: SpanID { SpanID(value: .random(in: 1 ... .max)) }

    init(value: UInt64) {
        self.value = value
    }

    init?(hex: Substring) {
        guard hex.count == 16, hex.allSatisfy(\.isLowerHex), let value = UInt64(hex, radix: 16), value != 0 else {
            return nil
        }
        self.init(value: value)
    }

    /// The span of a run as a whole: the same in every process that drives it.
    public init(of run: String) {
        // The second half of a UUID is its random one.
        self = SpanID(hex: run.replacing("-", with: "").suffix(16)) ?? SpanID(value: Self.digest(run))
    }

    public var description: String { value.sixteenDigits }

    /// FNV-1a: the same in every process, which a hash of the standard library is not.
    static func digest(_ text: String) -> UInt64 {
        let sum = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return max(1, sum)
    }
}

extension Character {
    fileprivate var isLowerHex: Bool { ("0"..."9").contains(self) || ("a"..."f").contains(self) }
}

extension UInt64 {
    fileprivate var sixteenDigits: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

// MARK: - On its way through a process

extension InstrumentationContext {
    private enum PlaceKey: InstrumentationContextKey {
        typealias Value = TraceContext
    }

    private enum OwnKey: InstrumentationContextKey {
        typealias Value = OwnSpan
    }

    /// The span that encloses what happens here.
    public var trace: TraceContext? {
        get { self[PlaceKey.self] }
        set { self[PlaceKey.self] = newValue }
    }

    /// What the next span is to be called, where that is known beforehand.
    var ownSpan: OwnSpan? {
        get { self[OwnKey.self] }
        set { self[OwnKey.self] = newValue }
    }
}

/// A span whose identity follows from a run's.
struct OwnSpan: Sendable {
    let trace: TraceID
    let span: SpanID
    let parent: SpanID?
}
