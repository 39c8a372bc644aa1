/// What is kept of runs that are over.
public struct RetentionPolicy: Sendable, Hashable {
    /// Days after its end; nil for ever.
    public var days: Int?
    /// How much the rows of the database may take, in bytes; nil for any amount.
    public var bytes: Int64?
    /// How long what a model call left is kept when nobody needs it any more.
    public var spoolGrace: Duration

    public init(days: Int? = nil, bytes: Int64? = nil, spoolGrace: Duration = .seconds(86_400)) {
        (self.days, self.bytes, self.spoolGrace) = (days, bytes, spoolGrace)
    }
}

/// What pruning did, or would do.
public struct PruneReport: Sendable, Hashable, Codable {
    public var isDryRun = false
    public var runs = 0
    public var events = 0
    public var spools = 0
    /// What the rows take now, in bytes.
    public var usedBytes: Int64 = 0

    public var isEmpty: Bool { runs == 0 && events == 0 && spools == 0 }

    private enum CodingKeys: String, CodingKey {
        case runs, events, spools
        case isDryRun = "dry_run"
        case usedBytes = "used_bytes"
    }
}
