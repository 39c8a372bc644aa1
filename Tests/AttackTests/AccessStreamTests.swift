import AsyncHTTPClient
import Domain
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@Suite("Attacks: streams", .timeLimit(.minutes(10))) struct AccessStreamTests {
    @Test("a WebSocket and an event stream take header, cookie and ticket; nothing lasting goes into a URL")
    func ways() async throws {
        try await AccessBed.with { bed in
            let token = bed.tokens[.viewer] ?? ""
            let cookie = AccessBed.cookie(try await bed.logIn("the-viewer"))
            func ticket() async throws -> String {
                try await bed.send(.POST, "/api/auth/ticket", token: token).json["ticket"]?.stringValue ?? ""
            }
            for headers in [[("authorization", "Bearer \(token)")], [("cookie", cookie)]] {
                #expect(try await connects(bed, "/ws/me", headers))
            }
            let once = try await ticket()
            #expect(try await connects(bed, "/ws?ticket=\(once)"))
            #expect(try await !connects(bed, "/ws?ticket=\(once)"))
            #expect(try await !connects(bed, "/ws"))
            #expect(try await !connects(bed, "/ws?ticket=\(token)"))
            #expect(try await !connects(bed, "/ws?token=\(token)"))
            #expect(try await !connects(bed, "/ws", [("authorization", "Bearer nonsense")]))
            let stream = try await ticket()
            #expect(try await bed.send(.GET, "/api/agents?ticket=\(stream)").status == 401)
            #expect(try await bed.send(.GET, "/api/events?ticket=\(stream)", readsBody: false).status == 200)
            #expect(try await bed.send(.GET, "/api/events?ticket=\(stream)", readsBody: false).status == 401)
            #expect(try await bed.send(.GET, "/api/events", token: token, readsBody: false).status == 200)
        }
    }

    @Test("an open WebSocket and an open event stream end when what opened them is revoked")
    func revoked() async throws {
        try await AccessBed.with { bed in
            let token = bed.tokens[.viewer] ?? ""
            try await WebSocketClient.connect(
                to: bed.server, headers: [("authorization", "Bearer \(token)")]
            ) { client in
                _ = try await client.next()
                var request = HTTPClientRequest(url: (bed.server.address ?? "") + "/api/events")
                request.headers.add(name: "authorization", value: "Bearer \(token)")
                let response = try await HTTPClient.forTests.execute(request, timeout: TimeAmount(.patience))
                var chunks = response.body.makeAsyncIterator()
                #expect(try await chunks.next() != nil)
                try await bed.server.request(.PUT, "/api/users/\(bed.users[.viewer] ?? "")", ["disabled": true])
                while let message = try await client.next() { #expect(message["type"] != nil) }
                #expect(client.closeCode == 4401)
                // Its end is the whole of the expectation: it would stream for ever.
                while try await chunks.next() != nil {}
            }
        }
    }

    private func connects(_ bed: AccessBed, _ path: String, _ headers: [(String, String)] = []) async throws -> Bool {
        do {
            return try await WebSocketClient.connect(to: bed.server, path: path, headers: headers) { client in
                try await client.next()?["type"] == "connection_established"
            }
        } catch let error as RefusedRequest {
            #expect("\(error)".contains("HTTP/1.1 401"), "\(error)")
            return false
        }
    }
}
