import AsyncHTTPClient
import Foundation
public import Logging
import Metrics
import NIOCore
import NIOHTTP1
import NIOPosix
public import ServiceLifecycle

/// Sends spans to a collector over OTLP/HTTP, in batches, beside the work and never in its way.
public struct SpanExporter: Service, CustomStringConvertible {
    /// Where spans go, and how often.
    public struct Destination: Sendable {
        /// With its path, such as `http://localhost:4318/v1/traces`.
        public var url: String
        /// Sent along; they may hold a key, and are never logged.
        public var headers: [(String, String)]
        /// Says who sends, such as `service.name`.
        public var resource: [String: String]
        /// How long spans wait for company.
        public var delay: Duration

        /// For logs: nothing of a password in the address.
        var place: String {
            let url = URLComponents(string: url)
            return "\(url?.scheme ?? "")://\(url?.host ?? "")\(url?.port.map { ":\($0)" } ?? "")"
        }

        public init(
            url: String, headers: [(String, String)] = [], resource: [String: String] = [:], delay: Duration = .seconds(1)
        ) {
            self.url = url
            self.headers = headers
            self.resource = resource
            self.delay = delay
        }
    }

    /// For logs: nothing of the headers.
    public var description: String { "SpanExporter" }

    /// How often a batch is tried, while the collector says that later it may work.
    private static let tries = 5
    /// How long the server's end may be put off for the last spans.
    private static let farewell = Duration.seconds(5)

    private let destination: Destination
    private let queue: SpanQueue
    private let logger: Logger
    private let exported = Counter(label: "skein_spans_exported_total")

    public init(_ destination: Destination, queue: SpanQueue, logger: Logger) {
        self.destination = destination
        self.queue = queue
        self.logger = logger
        exported.increment(by: 0)
    }

    /// Returns after a graceful shutdown, when the last spans were sent or given up.
    public func run() async throws {
        // Its own requests make no spans: they would never end.
        var configuration = HTTPClient.Configuration()
        configuration.tracing.tracer = nil
        // Trying again is done here, and told.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
        await exportUntilTheEnd(client)
        try await client.shutdown()
    }

    private func exportUntilTheEnd(_ client: HTTPClient) async {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled, !Task.isShuttingDownGracefully {
                        await queue.waitForCompany(destination.delay)
                        await exportAll(client)
                    }
                    await exportAll(client)
                }
                group.addTask {
                    // Cancelled: all was sent in time.
                    try? await gracefulShutdown()
                    try? await Task.sleep(for: Self.farewell)
                }
                await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            queue.flush()
        }
    }

    private func exportAll(_ client: HTTPClient) async {
        while case let spans = queue.take(), !spans.isEmpty {
            do {
                try await export(spans, client)
                exported.increment(by: spans.count)
            } catch {
                queue.lose(spans.count)
                logger.warning(
                    "spans were lost: the collector did not take them",
                    metadata: ["spans": "\(spans.count)", "collector": "\(destination.place)", "error": "\(error)"])
            }
        }
    }

    private func export(_ spans: [FinishedSpan], _ client: HTTPClient) async throws {
        let body = ByteBuffer(bytes: try JSONEncoder().encode(SpanMessage(spans, resource: destination.resource)))
        for attempt in 1...Self.tries {
            guard let wait = try await send(body, attempt, client) else { return }
            guard attempt < Self.tries else { break }
            try await Task.sleep(for: wait)
        }
        throw Refusal(reason: "it was busy \(Self.tries) times")
    }

    /// - Returns: how long to wait before the next try; nil when the collector has them.
    /// - Throws: when another try would not help.
    private func send(_ body: ByteBuffer, _ attempt: Int, _ client: HTTPClient) async throws -> Duration? {
        var request = HTTPClientRequest(url: destination.url)
        request.method = .POST
        request.headers = HTTPHeaders([("content-type", "application/json")] + destination.headers)
        request.body = .bytes(body)
        let backoff = Duration.milliseconds(200 << attempt)
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            // What it says is not needed, but the connection is, again.
            _ = try await response.body.collect(upTo: 1 << 20)
            switch response.status.code {
            case 200..<300: return nil
            case 429, 502, 503, 504:
                return response.headers.first(name: "retry-after").flatMap(Int64.init).map {
                    .seconds(min($0, 30))
                } ?? backoff
            default: throw Refusal(reason: "it answered \(response.status.code)")
            }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            if Task.isCancelled { throw error }
            guard attempt < Self.tries else { throw error }
            return backoff
        }
    }

    private struct Refusal: Error, CustomStringConvertible {
        let reason: String
        var description: String { reason }
    }
}
