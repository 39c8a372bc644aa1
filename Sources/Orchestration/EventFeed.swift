public import Domain
import DurableExecution
public import Persistence

/// Everything that happens, from any point on: the event table for what was, the bus for what comes.
public struct EventFeed: Sendable {
    public let bus: EventBus
    private let store: Store

    public init(bus: EventBus, store: Store) {
        self.bus = bus
        self.store = store
    }

    /// The newest cursor, 0 when nothing ever happened.
    public func newestCursor() async throws -> Int64 {
        try await store.newestCursor()
    }

    /// Up to which cursor events are not complete any more, and the newest there is.
    func bounds() async throws -> (floor: Int64, newest: Int64) {
        try await store.eventBounds()
    }

    func history(after cursor: Int64, of subscription: Subscription, limit: Int) async throws -> [StoredEvent] {
        try await store.events(after: cursor, of: subscription, limit: limit)
    }

    /// Begins to follow.
    /// - Parameter cursor: what was after it is replayed first; nil begins now.
    public func follow(after cursor: Int64?) async throws -> EventFollower {
        let listener = bus.listen()
        guard let cursor else {
            do {
                return EventFollower(feed: self, listener: listener, cursor: try await newestCursor(), isCaughtUp: true)
            } catch {
                listener.leave()
                throw error
            }
        }
        return EventFollower(feed: self, listener: listener, cursor: cursor, isCaughtUp: false)
    }
}

/// Follows events for one client, holding nothing but its place.
///
/// What the client is too slow for is read from the event table when it comes to it: no stored event is lost, and none
/// comes twice. What is only told (a model's words) is lost to a slow client.
public struct EventFollower: ~Copyable {
    private static let pageSize = 500

    private let feed: EventFeed
    private let listener: EventListener
    /// The newest event that was handed out.
    public private(set) var cursor: Int64
    private var isCaughtUp: Bool
    /// The floor that was told of last.
    private var toldFloor: Int64 = 0

    init(feed: EventFeed, listener: EventListener, cursor: Int64, isCaughtUp: Bool) {
        self.feed = feed
        self.listener = listener
        self.cursor = cursor
        self.isCaughtUp = isCaughtUp
    }

    deinit {
        listener.leave()
    }

    /// Rings when there may be something new; others may ring it to be noticed.
    public var bell: FeedBell { FeedBell(bell: listener.bell) }

    /// The next events of these subscriptions, as JSON with their cursors; empty when there is nothing new.
    public mutating func next(_ subscriptions: [Subscription]) async throws -> [FollowedEvent] {
        if !isCaughtUp {
            let page = try await nextPage(subscriptions)
            if !isCaughtUp { return page }
        }
        guard let events = listener.next() else {
            isCaughtUp = false
            return try await next(subscriptions)
        }
        return events.compactMap { take($0, subscriptions) }
    }

    /// Events of one subscription after an earlier cursor, up to what was handed out already.
    public func replay(after earlier: Int64, of subscription: Subscription) async throws -> [FollowedEvent] {
        var replayed: [FollowedEvent] = []
        let bounds = try await feed.bounds()
        if earlier > bounds.newest { return [.resync("replaced", at: cursor)] }
        // Who begins at the beginning knows nothing that could be out of date.
        if earlier > 0, earlier < bounds.floor { replayed.append(.resync("pruned", at: earlier)) }
        var place = earlier
        while true {
            let page = try await feed.history(after: place, of: subscription, limit: Self.pageSize)
            replayed += page.prefix { $0.cursor <= cursor }.map(FollowedEvent.init)
            guard let last = page.last, last.cursor < cursor else { return replayed }
            place = last.cursor
        }
    }

    /// Told once where the place to go on from is of no use: events after it were pruned, or it is of another database.
    private mutating func resync() async throws -> FollowedEvent? {
        guard cursor > 0 else { return nil }
        let bounds = try await feed.bounds()
        if cursor > bounds.newest {
            cursor = bounds.newest
            return .resync("replaced", at: cursor)
        }
        guard cursor < bounds.floor, toldFloor < bounds.floor else { return nil }
        toldFloor = bounds.floor
        return .resync("pruned", at: cursor)
    }

    private mutating func nextPage(_ subscriptions: [Subscription]) async throws -> [FollowedEvent] {
        if let notice = try await resync() { return [notice] }
        let subscription = subscriptions.count == 1 ? subscriptions[0] : .all
        let page = try await feed.history(after: cursor, of: subscription, limit: Self.pageSize)
        guard let last = page.last else {
            isCaughtUp = true
            return []
        }
        cursor = last.cursor
        return page.filter { stored in subscriptions.contains { $0.contains(stored.event) } }.map(FollowedEvent.init)
    }

    private mutating func take(_ event: BusEvent, _ subscriptions: [Subscription]) -> FollowedEvent? {
        if let place = event.cursor {
            guard place > cursor else { return nil }
            cursor = place
        }
        guard subscriptions.contains(where: { $0.contains(event.event) }) else { return nil }
        return FollowedEvent(cursor: event.cursor, json: event.json, happenedAt: event.event.timestamp)
    }
}

/// Wakes the task that follows a feed.
public struct FeedBell: Sendable {
    let bell: Bell

    public func ring() {
        bell.ring()
    }

    /// Returns when there may be something new, or when the task is cancelled.
    public func heard() async {
        await bell.heard()
    }

    /// Returns when there may be something new, after a time, or when the task is cancelled.
    /// - Returns: whether it rang.
    public func heard(within duration: Duration) async -> Bool {
        await bell.heard(within: duration)
    }
}

/// An event as a client gets it.
public struct FollowedEvent: Sendable {
    /// Nil for what is told and not kept.
    public let cursor: Int64?
    public let json: String
    /// Nil for what is told again.
    public let happenedAt: Timestamp?

    init(cursor: Int64?, json: String, happenedAt: Timestamp? = nil) {
        self.cursor = cursor
        self.json = json
        self.happenedAt = happenedAt
    }

    /// Tells a client to ask anew for what it shows: what it heard is not all that happened.
    static func resync(_ reason: String, at cursor: Int64) -> FollowedEvent {
        let data = JSONValue.object(["reason": .string(reason)]).text
        let event = Event(type: .server, name: "resync", data: data, timestamp: .now)
        return FollowedEvent(cursor: cursor, json: event.json(cursor: cursor))
    }

    init(_ stored: StoredEvent) {
        self.init(cursor: stored.cursor, json: stored.event.json(cursor: stored.cursor))
    }
}
