/// Tokens and money; what is not known is nil, never zero.
public struct Usage: Sendable, Hashable, Codable {
    /// Without cached ones.
    public var inputTokens: Int?
    public var outputTokens: Int?
    public var cacheReadTokens: Int?
    public var cacheWriteTokens: Int?
    /// United States dollars at list price.
    public var costUSD: Double?

    public static let unknown = Usage()

    public init(
        inputTokens: Int? = nil, outputTokens: Int? = nil, cacheReadTokens: Int? = nil, cacheWriteTokens: Int? = nil,
        costUSD: Double? = nil
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cacheReadTokens = cacheReadTokens
        self.cacheWriteTokens = cacheWriteTokens
        self.costUSD = costUSD
    }

    /// Of all kinds, as far as they are known.
    public var totalTokens: Int {
        [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens].compactMap { $0 }.reduce(0, +)
    }

    /// The sum of what is known.
    public static func + (lhs: Usage, rhs: Usage) -> Usage {
        Usage(
            inputTokens: sum(lhs.inputTokens, rhs.inputTokens), outputTokens: sum(lhs.outputTokens, rhs.outputTokens),
            cacheReadTokens: sum(lhs.cacheReadTokens, rhs.cacheReadTokens),
            cacheWriteTokens: sum(lhs.cacheWriteTokens, rhs.cacheWriteTokens), costUSD: sum(lhs.costUSD, rhs.costUSD))
    }

    private static func sum<Number: AdditiveArithmetic>(_ lhs: Number?, _ rhs: Number?) -> Number? {
        guard let lhs, let rhs else { return lhs ?? rhs }
        return lhs + rhs
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        inputTokens = try container.decodeIfPresent(Int.self, forKey: .inputTokens)
        outputTokens = try container.decodeIfPresent(Int.self, forKey: .outputTokens)
        cacheReadTokens = try container.decodeIfPresent(Int.self, forKey: .cacheReadTokens)
        cacheWriteTokens = try container.decodeIfPresent(Int.self, forKey: .cacheWriteTokens)
        costUSD = try container.decodeIfPresent(Double.self, forKey: .costUSD)
    }

    /// Writes unknown figures as null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(inputTokens, forKey: .inputTokens)
        try container.encode(outputTokens, forKey: .outputTokens)
        try container.encode(cacheReadTokens, forKey: .cacheReadTokens)
        try container.encode(cacheWriteTokens, forKey: .cacheWriteTokens)
        try container.encode(costUSD, forKey: .costUSD)
    }

    private enum CodingKeys: String, CodingKey {
        case inputTokens = "input_tokens"
        case outputTokens = "output_tokens"
        case cacheReadTokens = "cache_read_tokens"
        case cacheWriteTokens = "cache_write_tokens"
        case costUSD = "cost_usd"
    }
}
