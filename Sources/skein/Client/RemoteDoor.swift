import AsyncHTTPClient
import Domain
import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A running server, over HTTP.
struct RemoteDoor: Door {
    let place: String
    private let token: String?

    /// The longest answer that is read, in bytes.
    private static let longest = 256 << 20
    /// How long a lost connection is tried anew, in seconds: a server that is replaced is back by then.
    private static let patience = 60

    private let client: HTTPClient
    /// One for each file of trusted certificates: they live as long as the program.
    private static let clients = Mutex<[String: HTTPClient]>([:])

    /// It says at once when nobody listens, instead of trying until the request's time is over.
    private static func makeClient(trusting certificates: [NIOSSLCertificate]) -> HTTPClient {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        // A server's answers may be large and uniform, which the limits of decompression take for an attack.
        configuration.decompression = .disabled
        if !certificates.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(certificates)]
            configuration.tlsConfiguration = tls
        }
        return HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
    }

    private static func client(trusting path: String) throws -> HTTPClient {
        try clients.withLock { clients in
            if let client = clients[path] { return client }
            // What cannot be read as certificates holds none.
            let certificates = path.isEmpty ? [] : (try? NIOSSLCertificate.fromPEMFile(path)) ?? []
            guard path.isEmpty || !certificates.isEmpty else {
                throw CommandFailure(
                    "'\(path)' (--ca-file, SKEIN_CA_FILE) should be a file of certificates in PEM form.", .unavailable)
            }
            let client = makeClient(trusting: certificates)
            clients[path] = client
            return client
        }
    }

    /// - Parameters:
    ///   - token: what to say who is asking with.
    ///   - caFile: certificates to trust besides the system's; nil for those that `SKEIN_CA_FILE` names.
    /// - Throws: ``CommandFailure`` for what is no HTTP address, and for a file without certificates.
    init(_ address: String, token: String?, caFile: String? = nil) throws {
        self.token = token
        guard let url = URL(string: address), let host = url.host(), !host.isEmpty,
            ["http", "https"].contains(url.scheme ?? "")
        else {
            throw CommandFailure(
                "'\(address)' is no address of a server; it should look like http://127.0.0.1:8000.", .unavailable)
        }
        client = try Self.client(trusting: caFile ?? ProcessInfo.processInfo.environment["SKEIN_CA_FILE"] ?? "")
        place = address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?) async throws -> JSONValue {
        var request = HTTPClientRequest(url: place + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.headers.add(name: "accept", value: "application/json")
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.text))
        }
        let response = try await execute(request, timeout: .seconds(60))
        let answer = try await response.body.collect(upTo: Self.longest)
        guard let json = try? JSONValue(parsing: answer.readableBytesView) else {  // the error says nothing more
            throw CommandFailure(
                "\(place) answered \(response.status.code) with something that is no JSON: is it a Skein server?",
                .unavailable)
        }
        guard response.status != .unauthorized else { throw needsLogin }
        guard (200..<300).contains(response.status.code) else {
            throw Refusal(status: Int(response.status.code), answer: json)
        }
        return json
    }

    private var needsLogin: CommandFailure {
        let reason = token == nil ? "asks for a login" : "does not take this token: it is unknown, revoked or out of date"
        return CommandFailure(
            "\(place) \(reason). An administrator makes a token with `skein user token NAME`; give it in SKEIN_TOKEN or with "
                + "--token-file.", .notAllowed)
    }

    func follow(_ subscription: String, after cursor: Int64, _ take: (JSONValue) async throws -> Bool) async throws {
        var (cursor, failures) = (cursor, 0)
        while true {
            do {
                guard
                    try await stream(
                        subscription, &cursor,
                        {
                            failures = 0; return try await take($0)
                        })
                else { return }
            } catch let failure as CommandFailure where failure.status != .notAllowed {
                failures += 1
                if failures == 1 { Terminal.complain("skein: the connection to \(place) is lost; trying again …") }
                if failures > Self.patience { throw failure }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// - Returns: false when it was enough, true when the connection ended.
    private func stream(
        _ subscription: String, _ cursor: inout Int64, _ take: (JSONValue) async throws -> Bool
    ) async throws -> Bool {
        let request = HTTPClientRequest(url: "\(place)/api/events?subscription=\(subscription)&after=\(cursor)")
        let response = try await execute(request, timeout: .hours(24 * 365))
        guard response.status != .unauthorized else { throw needsLogin }
        guard response.status == .ok else {
            throw CommandFailure("\(place) answered \(response.status.code) to a request for its events.", .unavailable)
        }
        var lines = EventLines()
        do {
            for try await part in response.body {
                for event in lines.feed(part.readableBytesView) {
                    if let place = event["cursor"]?.integerValue { cursor = place }
                    guard try await take(event) else { return false }
                }
            }
        } catch  where error is HTTPClientError || error is ChannelError || error is IOError || error is HTTPParserError {
            return true
        }
        return true
    }

    func execute(_ request: HTTPClientRequest, timeout: TimeAmount) async throws -> HTTPClientResponse {
        var request = request
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        do {
            return try await client.execute(request, timeout: timeout)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandFailure(
                "there is no server at \(place) (\(Self.words(error))). Start one with `skein serve`, or name another with "
                    + "--server or SKEIN_SERVER.", .unavailable)
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .connectTimeout || error == .deadlineExceeded: "no answer in time"
        case _ where "\(error)".contains("CERTIFICATE_VERIFY_FAILED"):
            "its certificate is not trusted; --ca-file or SKEIN_CA_FILE names one that should be"
        case _ where "\(error)".contains("refused"): "the connection is refused"
        default: TerminalText.line("\(error)", columns: 200)
        }
    }
}

/// Takes a stream of Server-Sent Events apart.
struct EventLines {
    private var rest: [UInt8] = []

    /// - Returns: the events that are complete by now.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [JSONValue] {
        rest += bytes
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        let lines = rest[...end].split(separator: UInt8(ascii: "\n"))
        defer { rest.removeSubrange(...end) }
        // Only our own server's JSON comes here; anything else is no event.
        return lines.filter { $0.starts(with: "data:".utf8) }.compactMap { try? JSONValue(parsing: $0.dropFirst(5)) }
    }
}
