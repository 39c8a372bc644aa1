import Foundation

/// A point in time to the millisecond, in UTC; on the wire ISO 8601 such as `2026-11-22T09:37:27.856Z`.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
    /// Since 1970-01-01 UTC.
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// Reads ISO 8601: a date, or a date and a time with or without fraction; without a zone it is UTC.
    public init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let candidates = [trimmed, trimmed + "Z", trimmed + "T00:00:00Z"]
        for candidate in candidates {
            for style in Self.styles {
                guard let date = try? style.parse(candidate) else { continue }  // not this style: try the next
                self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
                return
            }
        }
        return nil
    }

    /// What a year of more than four digits needs.
    var formatted: String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(Self.written)
    }

    /// Seconds from an earlier time to this one.
    public func seconds(since earlier: Timestamp) -> Double {
        Double(milliseconds - earlier.milliseconds) / 1000
    }

    public static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = Timestamp(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 time")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(iso8601)
    }

    private static let written = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let styles = [written, Date.ISO8601FormatStyle()]
}
