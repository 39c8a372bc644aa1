public import Domain
public import DurableExecution
import SQL

/// Letting go of what is old, piece by piece, so that nobody waits long.
extension Store {
    /// How many events one transaction removes at most.
    private static let eventsAtOnce = 500
    /// How many pages are given back in one transaction: a few megabytes.
    private static let pagesAtOnce = 1000

    /// The runs that may be pruned, with all that they started, oldest first.
    public func prunable(endedBefore time: Timestamp, limit: Int) async throws -> [RunID] {
        try await database.read { try PruningTable.roots(endedBefore: time, limit: limit, $0) }
    }

    /// Removes the events, the journal and the outputs of a run and of all that it started. What stays is that they were,
    /// how they ended and what they cost. Killed in between, the rest is removed the next time.
    /// - Returns: how many runs and events, and the ids of their model calls, whose spools nobody needs any more.
    public func prune(_ root: RunID) async throws -> PrunedRuns {
        var pruned = PrunedRuns()
        for run in try await database.read({ try PruningTable.family(of: root, $0) }) {
            while true {
                let count = try await write { try PruningTable.removeEvents(of: run, limit: Self.eventsAtOnce, $0.sql) }
                if count == 0 { break }
                pruned.events += count
            }
            let now = now()
            pruned.calls += try await write { transaction in
                let calls = try PruningTable.calls(of: run, transaction.sql)
                try PruningTable.removeOutputs(of: run, at: now, transaction.sql)
                // An analysis has nothing else to be remembered by.
                if try !PruningTable.isShown(run, transaction.sql) { try RunTable.forget(run.rawValue, transaction.sql) }
                return calls
            }
            pruned.runs += 1
        }
        return pruned
    }

    /// Removes events of agents, tasks and deleted runs. - Returns: how many.
    public func pruneLooseEvents(before time: Timestamp) async throws -> Int {
        var total = 0
        while true {
            let count = try await write {
                try PruningTable.removeLooseEvents(before: time, limit: Self.eventsAtOnce, $0.sql)
            }
            total += count
            if count < Self.eventsAtOnce { return total }
        }
    }

    public func size() async throws -> StoreSize {
        let size = try await database.size()
        return StoreSize(file: size.file, log: size.log, free: size.free)
    }

    /// Tells, in the journal of all, what was done to the server's data.
    /// - `data`: a JSON object.
    public func tellServer(_ name: String, _ data: [String: JSONValue]) async throws {
        let event = Event(type: .server, name: name, data: JSONValue.object(data).text, timestamp: now())
        try await write { try $0.tell(event) }
    }

    /// Gives free pages back to the file system until there are few.
    public func giveBackFreePages() async throws {
        var before = try await database.size().free
        while before > 0 {
            try await database.giveBack(pages: Self.pagesAtOnce)
            let now = try await database.size().free
            // A file that an earlier release made gives nothing back; its free pages are used again.
            if now >= before { return }
            before = now
        }
    }

    /// Up to which cursor events are not complete any more, and the newest there is.
    public func eventBounds() async throws -> (floor: Int64, newest: Int64) {
        try await database.read { (try PruningTable.floor($0), try EventTable.newest($0)) }
    }
}

/// How much room the database takes, in bytes.
public struct StoreSize: Sendable, Hashable, Codable {
    /// The file.
    public let file: Int64
    /// What is committed and not yet folded into the file.
    public let log: Int64
    /// The part of the file that holds nothing: it is used again before the file grows.
    public let free: Int64

    /// What the rows take.
    public var used: Int64 { file - free }
}

/// What was removed.
public struct PrunedRuns: Sendable, Hashable {
    public var runs = 0
    public var events = 0
    /// Ids of model calls.
    public var calls: [String] = []

    public init() {}

    public static func += (total: inout PrunedRuns, part: PrunedRuns) {
        total.runs += part.runs
        total.events += part.events
        total.calls += part.calls
    }
}
