import TestSupport
import Testing

/// DNS rebinding, and other ways to be taken for somebody else's server.
@Suite(.timeLimit(.minutes(10))) struct HostAttackTests {
    @Test("nobody gets an answer under a name that is not this server's, however it is written")
    func rebinding() async throws {
        try await SkeinServer.with(["ALLOWED_HOSTS": "box.lan"]) { server in
            let wire = RawExchange(server: server)
            let port = wire.host.split(separator: ":").last ?? ""
            let hosts: [(String, Int)] = [
                ("evil.example", 403), ("evil.example:\(port)", 403), ("localhost.evil.example", 403),
                ("127.0.0.1.evil.example", 403), ("localhost@evil.example", 403), ("localhost:80@evil.example", 403),
                ("evil.example#localhost", 403), ("localhost evil", 403), ("localhost, evil.example", 403),
                ("0.0.0.0", 403), ("[::]", 403), ("2130706433", 403), ("0x7f.1", 403), ("localhost:", 403),
                ("localhost:99999999", 403), ("localhost.", 403), ("[::1", 403), ("", 403),
                ("LOCALHOST:\(port)", 200), ("[::1]:\(port)", 200), ("127.0.0.1", 200), ("Box.LAN:1", 200),
            ]
            for (host, status) in hosts {
                let reply = try await wire.request("GET", "/api/agents", headers: ["Host: \(host)"])
                #expect(reply.status == status || (status == 403 && reply.status == 400), "\(host): \(reply.text)")
            }
            let heads: [(String, String, Int)] = [
                ("two hosts", "GET /health HTTP/1.1\r\nHost: \(wire.host)\r\nHost: evil.example\r\n", 400),
                ("the same host twice", "GET /health HTTP/1.1\r\nHost: \(wire.host)\r\nHost: \(wire.host)\r\n", 400),
                ("no host", "GET /health HTTP/1.1\r\n", 400),
                ("no host, in HTTP/1.0", "GET /health HTTP/1.0\r\n", 403),
                ("another host in the target", "GET http://evil.example/health HTTP/1.1\r\nHost: \(wire.host)\r\n", 400),
                ("another host in both", "GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\n", 403),
                ("a user in the target", "GET http://\(wire.host)@evil.example/ HTTP/1.1\r\nHost: \(wire.host)\r\n", 400),
                ("this server in the target", "GET http://\(wire.host)/health HTTP/1.1\r\nHost: \(wire.host)\r\n", 200),
                ("a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: \(wire.host)\r\n", 400),
                ("another scheme", "GET file:///etc/passwd HTTP/1.1\r\nHost: \(wire.host)\r\n", 400),
                (
                    "a host said by a proxy nobody trusts",
                    "GET /health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: localhost\r\n", 403
                ),
            ]
            for (name, head, status) in heads {
                let reply = try await wire.send(head, "Connection: close\r\n\r\n")
                #expect(reply.status == status, "\(name): \(reply.text)")
            }
        }
    }
}
