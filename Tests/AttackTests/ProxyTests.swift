import Domain
import TestSupport
import Testing

@testable import WebAPI

/// Whom a server behind proxies takes a request to come from.
@Suite struct ProxyTests {
    struct Case: Sendable {
        var peer = "10.0.0.1"
        var headers: [(String, String)]
        var client: String
        var isSecure = false
        var host = "skein.example"
    }

    static let cases: [Case] = [
        Case(headers: [], client: "10.0.0.1"),
        Case(
            peer: "192.0.2.1", headers: [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-proto", "https")],
            client: "192.0.2.1"),
        Case(headers: [("x-forwarded-for", "198.51.100.1")], client: "198.51.100.1"),
        Case(headers: [("x-forwarded-for", "127.0.0.1, 198.51.100.1")], client: "198.51.100.1"),
        Case(
            headers: [("x-forwarded-for", "127.0.0.1"), ("x-forwarded-for", "198.51.100.1, 10.9.9.9")],
            client: "198.51.100.1"),
        Case(headers: [("x-forwarded-for", "10.0.0.2, 10.0.0.3")], client: "10.0.0.2"),
        Case(headers: [("x-forwarded-for", "198.51.100.1, nonsense")], client: "10.0.0.1"),
        Case(headers: [("x-forwarded-for", "nonsense, 10.0.0.3")], client: "10.0.0.3"),
        Case(headers: [("x-forwarded-for", "[2001:db8::7]:4711")], client: "2001:db8::7"),
        Case(headers: [("x-forwarded-for", "198.51.100.1:1234")], client: "198.51.100.1"),
        Case(headers: [("x-forwarded-for", "::ffff:198.51.100.1")], client: "198.51.100.1"),
        Case(peer: "::ffff:10.0.0.1", headers: [("x-forwarded-for", "198.51.100.1")], client: "198.51.100.1"),
        Case(peer: "2001:db8:1::5", headers: [("x-forwarded-for", "198.51.100.1")], client: "198.51.100.1"),
        Case(
            headers: [
                ("x-forwarded-for", "198.51.100.1"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "a.example"),
            ],
            client: "198.51.100.1", isSecure: true, host: "a.example"),
        Case(headers: [("x-forwarded-proto", "https, http")], client: "10.0.0.1"),
        Case(
            headers: [("forwarded", "for=198.51.100.1;proto=https;host=a.example")],
            client: "198.51.100.1", isSecure: true, host: "a.example"),
        Case(
            headers: [("forwarded", #"for=127.0.0.1;proto=https, For="[2001:db8::7]:80"; Proto=http"#)],
            client: "2001:db8::7"),
        Case(
            headers: [("forwarded", #"for=198.51.100.1;by="a,b;c=d";proto=https, for=10.0.0.9"#)],
            client: "198.51.100.1", isSecure: true),
        Case(headers: [("forwarded", "for=_hidden;proto=https")], client: "10.0.0.1"),
        Case(headers: [("forwarded", "for=198.51.100.1"), ("x-forwarded-for", "198.51.100.1")], client: "198.51.100.1"),
    ]

    @Test("the client is the nearest address that no trusted proxy is, whoever claims what before it", arguments: cases)
    func visitor(example: Case) throws {
        let proxies = TrustedProxies(["10.0.0.0/8", "2001:db8:1::/48"].compactMap { IPNetwork($0) })
        let direct = Visitor(address: IPAddress(example.peer), isSecure: false, host: "skein.example")
        let visitor = try proxies.visitor(behind: direct) { name in
            example.headers.filter { $0.0 == name }.map { $0.1 }
        }
        #expect(visitor.address?.description == example.client)
        #expect(visitor.isSecure == example.isSecure)
        #expect(visitor.host == example.host)
    }

    @Test("two kinds of headers that name different clients are refused")
    func contradiction() {
        let proxies = TrustedProxies([IPNetwork("10.0.0.1")].compactMap { $0 })
        let direct = Visitor(address: IPAddress("10.0.0.1"), isSecure: false, host: "a")
        #expect(throws: TrustedProxies.Contradiction.self) {
            try proxies.visitor(behind: direct) { $0 == "forwarded" ? ["for=192.0.2.1"] : ["192.0.2.2"] }
        }
    }

    @Test("networks hold what they should, and nonsense is none")
    func networks() {
        #expect(IPNetwork("10.1.0.0/16")?.contains(IPAddress("10.1.255.255")!) == true)
        #expect(IPNetwork("10.1.0.0/16")?.contains(IPAddress("10.2.0.0")!) == false)
        #expect(IPNetwork("10.1.0.1/31")?.contains(IPAddress("10.1.0.0")!) == true)
        #expect(IPNetwork("::1")?.contains(IPAddress("::1")!) == true)
        #expect(IPNetwork("0.0.0.0/0")?.contains(IPAddress("::1")!) == false)
        for text in ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "box.lan", "10.0.0.1/8/8", "10.0.0.1/x"] {
            #expect(IPNetwork(text) == nil, "\(text)")
        }
    }

    @Test("the limiter remembers so many clients at most, and lets a client on when its time has come")
    func bounded() {
        let limiter = RateLimiter(Rate(perSecond: 1, burst: 2), capacity: 10)
        let start = ContinuousClock.now
        for client in 0..<1000 { _ = limiter.take("\(client)", now: start) }
        #expect(limiter.count <= 11)
        #expect(limiter.take("new", now: start).retryAfter == nil || limiter.count <= 11)
        let other = RateLimiter(Rate(perSecond: 2, burst: 2))
        #expect((0..<3).map { _ in other.take("a", now: start).retryAfter } == [nil, nil, 1])
        #expect(other.take("a", now: start + .milliseconds(500)).retryAfter == nil)
        #expect(other.take("a", now: start + .milliseconds(501)).retryAfter == 1)
        #expect(limiter.take("later", now: start + .seconds(60)).retryAfter == nil)
        #expect(limiter.count <= 2)
    }

    @Test("behind a trusted proxy the server goes by what the client did: its scheme, its host, its origin")
    func proxied() async throws {
        try await SkeinServer.with(["SKEIN_TRUSTED_PROXY": "127.0.0.9", "ALLOWED_HOSTS": "skein.example"]) { server in
            let proxy = RawExchange(server: server, source: "127.0.0.9")
            let stranger = RawExchange(server: server, source: "127.0.0.8")
            let said = [
                "X-Forwarded-For: 198.51.100.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: skein.example",
                "Authorization: Bearer \(server.adminToken ?? "")",
            ]
            let body = #"{"name":"A","role":"r","system_prompt":"0123456789"}"#
            let json = "Content-Type: application/json"
            let secure = try await proxy.request("GET", "/health", headers: said)
            #expect(secure.header("strict-transport-security") == "max-age=31536000")
            #expect(try await stranger.request("GET", "/health", headers: said).header("strict-transport-security") == nil)
            let own = "Origin: https://skein.example"
            #expect(try await proxy.request("POST", "/api/agents", headers: said + [own, json], body: body).status == 200)
            #expect(
                try await stranger.request("POST", "/api/agents", headers: said + [own, json], body: body).status == 403)
            let clear = "Origin: http://skein.example"
            #expect(try await proxy.request("POST", "/api/agents", headers: said + [clear, json], body: body).status == 403)
            let contradiction = try await proxy.request(
                "POST", "/api/agents", headers: said + [json, "Forwarded: for=192.0.2.9"], body: body)
            #expect(contradiction.status == 400)
            // Nobody knows the client; whose word could not be taken is on record.
            let audited = try await server.get("/api/audit?limit=1").arrayValue?.first
            #expect(audited?["status"] == 400 && audited?["address"] == "127.0.0.9", "\(audited?.text ?? "")")
            #expect(server.log.split(separator: "\n").contains { $0.contains("status=400") && $0.contains("/api/agents") })
            let elsewhere = try await proxy.request(
                "GET", "/health", headers: ["X-Forwarded-Host: evil.example"])
            #expect(elsewhere.status == 403)
        }
    }

    @Test("a server without logins answers nobody whom a proxy sends; one that trusts a proxy asks for a login")
    func openServer() async throws {
        try await SkeinServer.with { server in
            let wire = RawExchange(server: server)
            #expect(try await wire.request("GET", "/api/agents").status == 200)
            let body = #"{"name":"A","role":"r","system_prompt":"0123456789"}"#
            for header in ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "X-Real-IP: 192.0.2.1"] {
                let read = try await wire.request("GET", "/api/agents", headers: [header])
                #expect(read.status == 403 && read.json["detail"]?.stringValue?.contains("SKEIN_TRUSTED_PROXY") == true)
                let written = try await wire.request(
                    "POST", "/api/agents", headers: [header, "Content-Type: application/json"], body: body)
                #expect(written.status == 403)
                let opening = try await wire.connected { connection in
                    try await connection.send(
                        "GET /ws HTTP/1.1\r\nHost: \(wire.host)\r\n\(header)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                    return try await connection.next()
                }
                #expect(opening?.hasPrefix("HTTP/1.1 403") == true, "\(opening ?? "")")
                #expect(try await wire.request("GET", "/api/events", headers: [header]).status == 403)
            }
            #expect(try await server.get("/api/agents").arrayValue?.isEmpty == true)
        }
        try await SkeinServer.with(["SKEIN_TRUSTED_PROXY": "127.0.0.1"]) { server in
            let wire = RawExchange(server: server)
            for headers in [[], ["X-Forwarded-For: 192.0.2.1"]] {
                let answer = try await wire.request("GET", "/api/agents", headers: headers)
                #expect(answer.status == 401)
            }
        }
    }
}
