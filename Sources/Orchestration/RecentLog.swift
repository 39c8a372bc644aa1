import Domain

/// The end of an execution's log, as much of it as one answer should hold: a long run tells hundreds of megabytes.
struct RecentLog {
    /// Events that are read at once.
    static let page: Int64 = 100
    static let mostLines = 1000
    /// Bytes of all messages; a single longer one is whole all the same.
    static let mostBytes = 1 << 20

    /// The path at which everything is to be had.
    private let all: String
    private var newestFirst: [LogLine] = []
    private var bytes = 0
    /// Whether there is more than it holds.
    private(set) var isFull = false

    init(all: String) {
        self.all = all
    }

    /// Adds what happened before all that it holds.
    mutating func addBefore(_ event: Event) {
        guard !isFull, let line = LogLine(event) else { return }
        let length = line.message.utf8.count
        if newestFirst.count == Self.mostLines || (!newestFirst.isEmpty && bytes + length > Self.mostBytes) {
            isFull = true
            newestFirst.append(
                LogLine(
                    timestamp: line.timestamp, level: .info, message: "Earlier lines are left out; GET \(all) has everything"
                ))
        } else {
            newestFirst.append(line)
            bytes += length
        }
    }

    /// Oldest first.
    var lines: [LogLine] { newestFirst.reversed() }
}
