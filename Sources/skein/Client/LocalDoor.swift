import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Orchestration
import SQL
import SQLiteDriver
import ServiceLifecycle
import WebAPI

/// A server within this process: the same routes, without a socket.
struct LocalDoor: Door {
    let place = "this process"
    private let responder: any HTTPResponder<APIContext>
    private let feed: EventFeed
    private let logger: Logger

    /// Runs a server for the time of a body. What is under way at the end goes on with the next server on its data.
    /// - Throws: ``CommandFailure`` when another server uses the data directory.
    static func with<Result: Sendable>(
        _ settings: ServerSettings, _ body: @Sendable @escaping (LocalDoor) async throws -> Result
    ) async throws -> Result {
        let server = try await start(settings)
        let services = server.services
        let result = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let outcome: Swift.Result<Result, any Error>
            do {
                outcome = .success(try await body(LocalDoor(server)))
            } catch {
                outcome = .failure(error)
            }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
            return try outcome.get()
        }
        try server.database.close()
        return result
    }

    /// Opens a server's data for the time of a body and lets nothing run meanwhile.
    /// - Throws: ``CommandFailure`` when another server uses the data directory.
    static func atRest<Result: Sendable>(
        _ settings: ServerSettings, _ body: @Sendable (any Door) async throws -> Result
    ) async throws -> Result {
        let server = try await start(settings)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(LocalDoor(server)))
        } catch {
            result = .failure(error)
        }
        try server.database.close()
        return try result.get()
    }

    private static func start(_ settings: ServerSettings) async throws -> Server {
        do {
            return try await Server(settings, isListening: false)
        } catch SQLError.unavailable(let reason) where reason.contains("another server") {
            let user = ServerFile.url(in: settings.dataDirectory)
                .map { ("a server uses", "Let it do the work with --server \($0)") }
            let (words, remedy) =
                user ?? (
                    "another skein uses", "Wait until it is done, or let a server (`skein serve`) do both with --server"
                )
            throw CommandFailure(
                "\(words) the data directory \(settings.dataDirectory). \(remedy), or choose another directory with "
                    + "--data-dir.", .unavailable)
        }
    }

    private init(_ server: Server) {
        responder = server.api.router().buildResponder()
        feed = server.feed
        logger = server.logger
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?) async throws -> JSONValue {
        var head = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        head.headerFields[.accept] = "application/json"
        if body != nil { head.headerFields[.contentType] = "application/json" }
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body?.text ?? "")))
        // No route but the event stream looks at the channel.
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: logger)
        let response = try await responder.respond(to: request, context: APIContext(source: source))
        let writer = AnswerWriter()
        try await response.body.write(writer)
        let json = try JSONValue(parsing: writer.bytes.all)
        guard (200..<300).contains(response.status.code) else { throw Refusal(status: response.status.code, answer: json) }
        return json
    }

    func follow(_ subscription: String, after cursor: Int64, _ take: (JSONValue) async throws -> Bool) async throws {
        guard let subscription = Subscription(subscription) else { return }
        var follower = try await feed.follow(after: cursor)
        let bell = follower.bell
        while !Task.isCancelled {
            let events = try await follower.next([subscription])
            for event in events {
                guard try await take(try JSONValue(parsing: event.json.utf8)) else { return }
            }
            if events.isEmpty { await bell.heard() }
        }
    }
}
