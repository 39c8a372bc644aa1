/// How long a task is thought to take: kept as it was sent, understood as minutes for planning.
public struct EstimatedDuration: Sendable, Hashable, Codable {
    /// A number of minutes, or words such as `2 hours` or `15-20 minutes`.
    public let sent: JSONValue
    /// The upper end of what was said.
    public let minutes: Double

    /// - Returns: nil when no duration can be read from it.
    public init?(_ sent: JSONValue) {
        self.sent = sent
        if let number = sent.numberValue, number >= 0 {
            minutes = number
        } else if let words = sent.stringValue, let read = Self.minutes(in: words) {
            minutes = read
        } else {
            return nil
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let duration = EstimatedDuration(try container.decode(JSONValue.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a duration")
        }
        self = duration
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(sent)
    }

    /// The sum of all amounts with a unit (`1 hour 30 minutes`); of a range (`15-20 minutes`) the upper end.
    private static func minutes(in words: String) -> Double? {
        let pattern = /(?:\d+(?:\.\d+)?\s*(?:-|–|to)\s*)?(\d+(?:\.\d+)?)\s*([a-z]*)/.ignoresCase()
        var total: Double?
        for match in words.lowercased().matches(of: pattern) {
            guard let amount = Double(match.1), let unit = minutesPerUnit(match.2) else { return nil }
            total = (total ?? 0) + amount * unit
        }
        return total
    }

    private static func minutesPerUnit(_ unit: Substring) -> Double? {
        switch unit {
        case "", "m", "min", "mins", "minute", "minutes": 1
        case "s", "sec", "secs", "second", "seconds": 1.0 / 60
        case "h", "hr", "hrs", "hour", "hours": 60
        case "d", "day", "days": 24 * 60
        case "w", "week", "weeks": 7 * 24 * 60
        default: nil
        }
    }
}
