public import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// A collector of traces on loopback that remembers every span, and can refuse.
public final class FakeCollector: Sendable {
    private struct Book: Sendable {
        var spans: [CollectedSpan] = []
        var headers: [[String: String]] = []
        var refusals: [Int] = []
    }

    private let book = Watched(Book())
    private let port = Watched<Int?>(nil)

    /// Serves for the time of the body.
    /// - Parameter refusals: the statuses that the first requests are answered with.
    public static func with<Result>(
        refusing refusals: [Int] = [], isolation: isolated (any Actor)? = #isolation,
        _ body: (FakeCollector) async throws -> Result
    ) async throws -> Result {
        let collector = FakeCollector()
        collector.book.update { $0.refusals = refusals }
        let application = collector.application
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            try await collector.port.first("the collector to listen") { $0 }
            return try await body(collector)
        }
    }

    public var url: String { "http://127.0.0.1:\(port.value ?? 0)" }
    public var spans: [CollectedSpan] { book.value.spans }
    /// The headers of every request, by their names in small letters.
    public var headers: [[String: String]] { book.value.headers }

    /// Waits for a span. - Throws: ``WaitedInVain``.
    @discardableResult
    public func span(_ what: String, _ isWanted: @escaping @Sendable (CollectedSpan) -> Bool) async throws -> CollectedSpan {
        try await book.first("the span \(what)") { $0.spans.first(where: isWanted) }
    }

    private var application: some ApplicationProtocol {
        let router = Router()
        router.post("v1/traces") { request, _ in
            let bytes = try await request.body.collect(upTo: 64 << 20)
            return Response(status: self.take(try JSONValue(parsing: bytes.readableBytesView), request.headers))
        }
        var logger = Logger(label: "fake-collector")
        logger.logLevel = .critical
        return Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { [port] channel in port.update { $0 = channel.localAddress?.port } }, logger: logger)
    }

    private func take(_ message: JSONValue, _ headers: HTTPFields) -> HTTPResponse.Status {
        let named = Dictionary(headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
        let spans = (message["resourceSpans"]?.arrayValue ?? []).flatMap { resource in
            (resource["scopeSpans"]?.arrayValue ?? []).flatMap { scope in
                (scope["spans"]?.arrayValue ?? []).map { CollectedSpan($0, resource: resource["resource"] ?? .null) }
            }
        }
        var refusal: Int?
        book.update { book in
            book.headers.append(named)
            if book.refusals.isEmpty { book.spans += spans } else { refusal = book.refusals.removeFirst() }
        }
        return refusal.map { HTTPResponse.Status(code: $0) } ?? .ok
    }
}

/// A span as it arrived.
public struct CollectedSpan: Sendable {
    public let name: String
    public let traceID: String
    public let spanID: String
    public let parentID: String?
    public let kind: Int64
    public let milliseconds: Double
    public let attributes: [String: JSONValue]
    public let resource: [String: JSONValue]
    public let isError: Bool
    /// Everything, to look for what should not be there.
    public let text: String

    init(_ json: JSONValue, resource: JSONValue) {
        func time(_ name: String) -> Double { Double(json[name]?.stringValue ?? "") ?? 0 }
        name = json["name"]?.stringValue ?? ""
        traceID = json["traceId"]?.stringValue ?? ""
        spanID = json["spanId"]?.stringValue ?? ""
        parentID = json["parentSpanId"]?.stringValue
        kind = json["kind"]?.integerValue ?? 0
        milliseconds = (time("endTimeUnixNano") - time("startTimeUnixNano")) / 1e6
        attributes = Self.values(json["attributes"])
        self.resource = Self.values(resource["attributes"])
        isError = json["status"]?["code"] == 2
        text = json.text
    }

    /// The form of OTLP undone: numbers that are text become numbers again.
    private static func values(_ list: JSONValue?) -> [String: JSONValue] {
        let pairs = (list?.arrayValue ?? []).map { attribute -> (String, JSONValue) in
            let value = attribute["value"]
            let number = value?["intValue"]?.stringValue.flatMap { Int64($0) }.map { JSONValue.integer($0) }
            let plain = value?["stringValue"] ?? value?["boolValue"] ?? value?["doubleValue"]
            return (attribute["key"]?.stringValue ?? "", number ?? plain ?? value?["arrayValue"]?["values"] ?? .null)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
