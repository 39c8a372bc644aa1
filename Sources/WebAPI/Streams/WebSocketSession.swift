import Domain
import Foundation
import Orchestration
import Synchronization
import WebSockets

/// One WebSocket client: answers its messages and sends it the events it subscribed to.
struct WebSocketSession: Sendable {
    private let clientID: String
    private let feed: EventFeed
    private let outbound: WebSocketOutbound
    private let wishes = Wishes()
    /// A second; nil for no limit.
    private let mostMessages: Int?

    init(clientID: String, feed: EventFeed, outbound: WebSocketOutbound, mostMessages: Int?) {
        self.mostMessages = mostMessages
        self.clientID = clientID
        self.feed = feed
        self.outbound = outbound
    }

    /// Returns when the client has gone.
    func run(_ inbound: WebSocketInbound) async throws {
        var follower = try await feed.follow(after: nil)
        try await send(
            .init(
                type: "connection_established",
                fields: [
                    "client_id": .string(clientID), "cursor": .integer(follower.cursor),
                ]))
        let bell = follower.bell
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var bucket = mostMessages.map { TokenBucket(Rate(perSecond: $0, burst: $0 * 10), now: .now) }
                for try await message in inbound {
                    guard bucket?.take(now: .now) == nil else {
                        return outbound.close(.policyViolation("over \(mostMessages ?? 0) messages a second"))
                    }
                    try await answer(message)
                    bell.ring()
                }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            try await follow(&follower)
        }
    }

    private func follow(_ follower: inout EventFollower) async throws {
        while !Task.isCancelled {
            for replay in wishes.takeReplays() {
                for event in try await follower.replay(after: replay.after, of: replay.subscription) {
                    try await outbound.send(text: event.json)
                }
            }
            let events = try await follower.next(wishes.subscriptions)
            for event in events { try await outbound.send(text: event.json) }
            StreamMeters.webSocket.sent(events)
            if events.isEmpty { await follower.bell.heard() }
        }
    }

    private func answer(_ message: WebSocketMessage) async throws {
        guard case .text(let text) = message, let json = try? JSONValue(parsing: text.utf8) else {
            return try await send(.error("Invalid JSON format"))
        }
        switch json["type"]?.stringValue {
        case "ping": try await send(WebSocketReply(type: "pong"))
        case "subscribe": try await subscribe(json)
        default: try await send(WebSocketReply(type: "echo", fields: ["original_message": json]))
        }
    }

    private func subscribe(_ json: JSONValue) async throws {
        let name = json["subscription"]?.stringValue ?? "all"
        guard let subscription = Subscription(name) else {
            return try await send(.error("Unknown subscription: \(FieldIssue.subscription(loc: ["subscription"]).msg)"))
        }
        let after = json["after"]?.integerValue
        wishes.add(subscription, replayAfter: after)
        try await send(WebSocketReply(type: "subscription_confirmed", fields: ["subscription": .string(name)]))
    }

    private func send(_ reply: WebSocketReply) async throws {
        try await outbound.send(text: reply.json)
    }
}

/// What a client has asked for so far.
private final class Wishes: Sendable {
    struct Replay {
        let subscription: Subscription
        let after: Int64
    }

    private struct State {
        /// Nil until the first subscription: then a client gets everything.
        var subscriptions: [Subscription]?
        var replays: [Replay] = []
    }

    private let state = Mutex(State())

    var subscriptions: [Subscription] { state.withLock { $0.subscriptions ?? [.all] } }

    func add(_ subscription: Subscription, replayAfter cursor: Int64?) {
        state.withLock { state in
            var subscriptions = state.subscriptions ?? []
            if !subscriptions.contains(subscription) { subscriptions.append(subscription) }
            state.subscriptions = subscriptions
            if let cursor { state.replays.append(Replay(subscription: subscription, after: cursor)) }
        }
    }

    func takeReplays() -> [Replay] {
        state.withLock { state in
            defer { state.replays = [] }
            return state.replays
        }
    }
}

/// A message of the server's own, with its time.
struct WebSocketReply {
    let type: String
    var fields: [String: JSONValue] = [:]

    static func error(_ message: String) -> WebSocketReply {
        WebSocketReply(type: "error", fields: ["message": .string(message)])
    }

    var json: String {
        var object = fields
        object["type"] = .string(type)
        object["timestamp"] = .string(Timestamp.now.iso8601)
        return JSONValue.object(object).text
    }
}
