import Domain
import NIOCore
import TestSupport
import Testing

/// How much one client can ask for, and how long it may take.
@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    @Test("a stranger's flood keeps no other stranger from signing in")
    func strangers() async throws {
        try await SkeinServer.with(["SKEIN_RATE_LIMIT": "1", "SKEIN_AUTH": "required"]) { server in
            var statuses: Set<Int> = []
            for source in ["127.0.0.2", "127.0.0.3"] {
                let wire = RawExchange(server: server, source: source)
                for _ in 0..<9 { statuses.insert(try await wire.request("GET", "/health").status) }
            }
            #expect(statuses == [200])
        }
    }

    @Test("a user who asks too often is held back wherever they ask from, and other users are not")
    func users() async throws {
        try await AccessBed.with(["SKEIN_RATE_LIMIT": "1"]) { bed in
            func ask(_ role: Role, from source: String) async throws -> RawExchange.Reply {
                let token = "Authorization: Bearer \(bed.tokens[role] ?? "")"
                return try await RawExchange(server: bed.server, source: source)
                    .request("GET", "/api/agents", headers: [token])
            }
            // At once, so that the allowance does not grow meanwhile, however slow the machine is.
            func askNineTimes(from source: String) async throws -> [Int] {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<9 { group.addTask { try await ask(.viewer, from: source).status } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            // No address is over its limit, the user is.
            let first = try await askNineTimes(from: "127.0.0.2")
            let second = try await askNineTimes(from: "127.0.0.3")
            #expect(first.allSatisfy { $0 == 200 } && second.contains(429), "\(first) \(second)")
            #expect(try await ask(.operator, from: "127.0.0.4").status == 200)
        }
    }

    @Test("connections over the limit of all together are told so, whoever holds the others")
    func total() async throws {
        try await SkeinServer.with(["SKEIN_MAX_CONNECTIONS": "6"]) { server in
            let sources = (2...13).map { RawExchange(server: server, source: "127.0.0.\($0)") }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for wire in sources {
                    group.addTask {
                        do {
                            return try await wire.send("", within: .seconds(10)).status
                        } catch is StillOpen {
                            return 200
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // The test's own client holds some, too.
            #expect(statuses.count { $0 == 503 } >= 6 && statuses.contains(200), "\(statuses)")
            try await eventually("room for another") {
                try await sources[0].request("GET", "/health").status == 200 ? true : nil
            }
        }
    }

    @Test("a client that asks too often is told when it may ask again, and nobody else is held back")
    func rate() async throws {
        try await SkeinServer.with(["SKEIN_RATE_LIMIT": "1", "SKEIN_TRUSTED_PROXY": "127.0.0.9"]) { server in
            let wire = RawExchange(server: server, source: "127.0.0.2")
            var last = try await wire.request("GET", "/health")
            #expect(last.header("ratelimit-limit") == "10")
            #expect(last.header("ratelimit-remaining") == "9")
            for _ in 0..<30 where last.status == 200 {
                last = try await wire.request("GET", "/health")
            }
            #expect(last.status == 429)
            #expect(last.json["type"] == "too_many_requests")
            #expect(last.header("retry-after") == "1")
            #expect(last.header("ratelimit-remaining") == "0")
            #expect(["9", "10"].contains(last.header("ratelimit-reset")))
            // A stranger's word about itself does not make it another client; a proxy's does.
            var claims: [Int] = []
            for number in 0..<15 {
                let claim = "X-Forwarded-For: 198.51.100.\(number)"
                claims.append(try await wire.request("GET", "/health", headers: [claim]).status)
            }
            #expect(claims.contains(429))
            #expect(try await RawExchange(server: server, source: "127.0.0.3").request("GET", "/health").status == 200)
            let proxy = RawExchange(server: server, source: "127.0.0.9")
            for client in 0..<15 {
                let forwarded = "X-Forwarded-For: 203.0.113.7, 198.51.100.\(client)"
                #expect(try await proxy.request("GET", "/health", headers: [forwarded]).status == 200)
            }
            for _ in 0..<12 { last = try await proxy.request("GET", "/health", headers: ["X-Forwarded-For: 198.51.100.99"]) }
            #expect(last.header("ratelimit-remaining") != "9", "it is one client, of which the proxy speaks")
        }
    }

    @Test("nobody on this machine is held back unless the operator says so")
    func loopback() async throws {
        try await SkeinServer.with { server in
            let reply = try await RawExchange(server: server).request("GET", "/health")
            #expect(reply.header("ratelimit-limit") == nil)
        }
    }

    @Test("connections over the limit are told so, and there is room again when others go")
    func connections() async throws {
        let settings = [
            "SKEIN_MAX_CLIENT_CONNECTIONS": "3", "SKEIN_MAX_CONNECTIONS": "8", "SKEIN_MAX_CLIENT_WEBSOCKETS": "1",
        ]
        try await SkeinServer.with(settings) { server in
            let wire = RawExchange(server: server, source: "127.0.0.2")
            try await wire.connected { first in
                try await wire.connected { second in
                    try await wire.connected { third in
                        for _ in 0..<2 { try await third.send("") }
                        try await first.send("GET /health HTTP/1.1\r\nHost: \(wire.host)\r\n\r\n")
                        #expect(try await first.next()?.hasPrefix("HTTP/1.1 200") == true)
                        let refused = try await wire.send("")
                        #expect(refused.status == 503)
                        #expect(refused.header("retry-after") == "1")
                        #expect(refused.json["type"] == "service_unavailable")
                        let other = RawExchange(server: server, source: "127.0.0.3")
                        #expect(try await other.request("GET", "/health").status == 200)
                        try await second.send("")
                    }
                }
            }
            try await eventually("room for another") {
                try await wire.request("GET", "/health").status == 200 ? true : nil
            }
            try await webSockets(server)
        }
    }

    private func webSockets(_ server: SkeinServer) async throws {
        try await WebSocketClient.connect(to: server) { client in
            let greeting = try await client.next()
            #expect(greeting?["type"] == "connection_established")
            await #expect(throws: RefusedRequest.self) {
                try await WebSocketClient.connect(to: server) { _ in }
            }
        }
    }

    @Test("a WebSocket's client that sends too much at once or too often is cut off")
    func messages() async throws {
        try await SkeinServer.with(["SKEIN_MAX_MESSAGE": "1000", "SKEIN_MESSAGE_RATE": "2"]) { server in
            try await WebSocketClient.connect(to: server) { client in
                _ = try await client.next()
                try await client.send(text: String(repeating: " ", count: 1001))
                #expect(try await client.next() == nil)
            }
            try await WebSocketClient.connect(to: server) { client in
                _ = try await client.next()
                for _ in 0..<30 { try await client.send(["type": "ping"]) }
                var answers = 0
                while try await client.next() != nil { answers += 1 }
                #expect((20..<30).contains(answers))
            }
        }
    }

    @Test("a slow request, a slow body and an idle connection are ended, and a client that is only slow to read is not")
    func slow() async throws {
        try await SkeinServer.with(["SKEIN_REQUEST_TIMEOUT": "1", "SKEIN_IDLE_TIMEOUT": "3"]) { server in
            let wire = RawExchange(server: server)
            let post = "POST /api/agents HTTP/1.1\r\nHost: \(wire.host)\r\nContent-Type: application/json\r\n"
            async let silent = wire.send("")
            async let head = wire.send("GET /health HTTP/1.1\r\nHost: ")
            async let body = wire.send(post, "Content-Length: 100\r\n\r\n{")
            async let chunks = wire.send(post, "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
            async let idle = wire.send("GET /health HTTP/1.1\r\nHost: \(wire.host)\r\n\r\n")
            let later = "GET /health HTTP/1.1\r\nHost: \(wire.host)\r\n\r\nGET /health HTTP/1.1\r\nX: "
            async let second = wire.send(later)
            #expect(try await silent.status == 0)
            #expect(try await head.status == 0)
            #expect(try await body.status == 408)
            #expect(try await chunks.status == 408)
            #expect(try await idle.count == 1)
            let answers = try await second
            #expect(answers.count == 1, "\(answers.text)")
            // One byte at a time is no progress either.
            try await wire.connected { drip in
                try await drip.send(post + "Content-Length: 100\r\n\r\n")
                let outbound = drip.outbound
                let answer = try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while true {
                            try await outbound.write(ByteBuffer(string: " "))
                            try await Task.sleep(for: .milliseconds(100))
                        }
                    }
                    defer { group.cancelAll() }
                    return try await drip.next()
                }
                #expect(answer?.hasPrefix("HTTP/1.1 408") == true)
            }
        }
    }
}
