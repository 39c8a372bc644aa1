import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A Messages API on loopback that answers as a test has scripted it, and remembers every request.
///
/// A conversation finds its script by a marker such as `[greeting]` in its words, and its turn by how many answers it
/// holds already: so the API keeps no state that a killed client could be out of step with.
public final class FakeAnthropicAPI: Sendable {
    private struct Book: Sendable {
        var scripts: [String: @Sendable (FakeRequest) -> FakeTurn] = [:]
        /// How often a turn was refused, by script and turn.
        var refusals: [String: Int] = [:]
        var requests: [FakeRequest] = []
    }

    private let book = Watched(Book())
    private let port = Watched<Int?>(nil)

    /// Serves for the time of the body.
    public static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (FakeAnthropicAPI) async throws -> Result
    ) async throws -> Result {
        let api = FakeAnthropicAPI()
        let application = api.application
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            try await api.port.first("the fake API to listen") { $0 }
            return try await body(api)
        }
    }

    public var url: String { "http://127.0.0.1:\(port.value ?? 0)" }

    /// Says what a conversation with this marker is answered, turn by turn; the last turn is repeated.
    public func script(_ marker: String, _ turns: [FakeTurn]) {
        precondition(!turns.isEmpty, "a script has at least one turn")
        script(marker) { turns[min($0.turn, turns.count - 1)] }
    }

    /// Says what a conversation with this marker is answered, by what it asks.
    public func script(_ marker: String, _ answer: @escaping @Sendable (FakeRequest) -> FakeTurn) {
        book.update { $0.scripts[marker] = answer }
    }

    /// The requests so far that belong to a script, oldest first.
    public func requests(of marker: String) -> [FakeRequest] {
        book.value.requests.filter { $0.script == marker }
    }

    /// The n-th request of a script, from 1; waits for it.
    @discardableResult
    public func request(_ number: Int, of marker: String) async throws -> FakeRequest {
        try await book.first("request \(number) of [\(marker)]") { book in
            let requests = book.requests.filter { $0.script == marker }
            return requests.count >= number ? requests[number - 1] : nil
        }
    }
}

// MARK: - Serving

extension FakeAnthropicAPI {
    private var application: some ApplicationProtocol {
        let router = Router()
        router.post("v1/messages") { request, _ in try await self.message(request) }
        router.post("v1/messages/count_tokens") { _, _ in Self.json(["input_tokens": 100]) }
        router.on("**", method: .head) { _, _ in Response(status: .ok) }
        router.get("**") { _, _ in Self.error(404, "not_found_error", "There is nothing here.") }
        router.get("/") { _, _ in Self.json([:]) }
        var logger = Logger(label: "fake-api")
        logger.logLevel = .critical
        return Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { [port] channel in port.update { $0 = channel.localAddress?.port } }, logger: logger)
    }

    private func message(_ request: Request) async throws -> Response {
        let bytes = try await request.body.collect(upTo: 128 << 20)
        let body = try JSONValue(parsing: bytes.readableBytesView)
        let session = request.headers[.claudeSession] ?? ""
        let (asked, number, answer) = note(body, session)
        guard let turn = answer.turn else { return Self.error(404, "not_found_error", "Nobody scripted this.") }
        try await turn.gate?.pass()
        if let failure = answer.failure { return Self.error(failure) }
        let message = FakeMessage(
            turn: turn, id: "msg_\(number)", model: asked.model, toolPrefix: "toolu_\(asked.script ?? "")_\(asked.turn)")
        return asked.isStreaming ? Self.stream(message) : Self.json(message.whole)
    }

    /// Remembers a request and finds its answer.
    private func note(
        _ body: JSONValue, _ session: String
    ) -> (FakeRequest, Int, (turn: FakeTurn?, failure: FakeTurn.Failure?)) {
        book.update { book in
            let asked = FakeRequest(body, sessionID: session, scripts: book.scripts.keys)
            book.requests.append(asked)
            guard let script = asked.script, let turn = book.scripts[script]?(asked) else {
                return (asked, book.requests.count, (nil, nil))
            }
            let refused = book.refusals["\(script) \(asked.turn)", default: 0]
            guard refused < turn.failures.count else { return (asked, book.requests.count, (turn, nil)) }
            book.refusals["\(script) \(asked.turn)"] = refused + 1
            return (asked, book.requests.count, (turn, turn.failures[refused]))
        }
    }

    private static func stream(_ message: FakeMessage) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                for beat in message.beats {
                    switch beat {
                    case .event(let text): try await writer.write(ByteBuffer(string: text))
                    case .midway: try await message.turn.midway?.pass()
                    }
                }
                switch message.turn.ending {
                case .whole: break
                case .stalls: try await FakeGate().pass()
                case .cut: throw ConnectionCut()
                }
                try await writer.finish(nil)
            })
    }

    private static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, retryAfter: Int? = nil) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: value.text)))
    }

    private static func error(_ status: Int, _ type: String, _ message: String) -> Response {
        error(FakeTurn.Failure(status: status, type: type, message: message, retryAfter: nil))
    }

    private static func error(_ failure: FakeTurn.Failure) -> Response {
        json(
            ["type": "error", "error": ["type": .string(failure.type), "message": .string(failure.message)]],
            status: HTTPResponse.Status(code: failure.status), retryAfter: failure.retryAfter)
    }
}

/// The connection of a scripted answer is cut.
private struct ConnectionCut: Error {}

extension HTTPField.Name {
    // Fixed texts that are valid names.
    fileprivate static let claudeSession = HTTPField.Name("x-claude-code-session-id")!
}
