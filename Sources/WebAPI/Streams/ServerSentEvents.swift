import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration
import ServiceLifecycle

/// `GET /api/events`: the event feed as Server-Sent Events.
extension API {
    private static let heartbeat = Duration.seconds(15)

    @Sendable func streamEvents(_ request: Request, _ context: APIContext) async throws -> Response {
        let name = request.query("subscription") ?? "all"
        guard let subscription = Subscription(name) else {
            throw DomainError.invalid([.subscription(loc: ["query", "subscription"])])
        }
        let after = try request.number("after", in: 0...Int.max) ?? request.headers[.lastEventID].flatMap { Int($0) }
        let (feed, logins, session) = (feed, logins, context.session ?? .local)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: ": connected\n\n"))
                // Ends when the client goes, and when the server shuts down; neither is an error.
                try? await StreamMeters.serverSentEvents.counting {
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        try await Self.follow(
                            feed, subscription, after: after.map(Int64.init), while: session, logins, into: &writer)
                    }
                }
                try await writer.finish(nil)
            })
    }

    private static func follow(
        _ feed: EventFeed, _ subscription: Subscription, after: Int64?, while session: AccessSession,
        _ logins: AccessService, into writer: inout any ResponseBodyWriter
    ) async throws {
        var follower = try await feed.follow(after: after)
        let bell = follower.bell
        logins.watch(bell)
        defer { logins.unwatch(bell) }
        try await withGracefulShutdownHandler {
            while !Task.isCancelled, !Task.isShuttingDownGracefully, logins.isValid(session) {
                let events = try await follower.next([subscription])
                if !events.isEmpty {
                    try await writer.write(ByteBuffer(string: events.map(message).joined()))
                    StreamMeters.serverSentEvents.sent(events)
                } else if await !bell.heard(within: min(heartbeat, logins.timeLeft(session))), logins.isValid(session) {
                    try await writer.write(ByteBuffer(string: ": alive\n\n"))
                }
            }
        } onGracefulShutdown: {
            bell.ring()
        }
    }

    private static func message(_ event: FollowedEvent) -> String {
        let id = event.cursor.map { "id: \($0)\n" } ?? ""
        return "\(id)data: \(event.json)\n\n"
    }
}

extension FieldIssue {
    static func subscription(loc: [String]) -> FieldIssue {
        FieldIssue(
            loc: loc,
            msg: "should be 'all', 'agents', 'tasks', 'executions', 'workflows', 'execution:<id>' or 'workflow:<id>'",
            type: "subscription")
    }
}
