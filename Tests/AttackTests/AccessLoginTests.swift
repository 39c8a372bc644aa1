import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Attacks: guessing, and the browser against its user", .serialized) struct AccessLoginTests {
    @Test("the audit log names who signed in, and nobody where a login failed")
    func audited() async throws {
        try await AccessBed.with { bed in
            #expect(try await bed.logIn("the-viewer", "wrong").status == 401)
            #expect(try await bed.logIn("the-viewer").status == 200)
            let answer = try await bed.send(.GET, "/api/audit?action=logIn", token: bed.tokens[.admin])
            let entries = answer.json.arrayValue ?? []
            #expect(entries.map { $0["user"] } == ["the-viewer", .null])
            #expect(entries.map { $0["status"] } == [200, 401])
        }
    }

    @Test("guessing is slowed down by name; the right password does not help then, other users get in")
    func guessing() async throws {
        try await AccessBed.with { bed in
            let body = try await bed.logIn("the-admin", "wrong").json["detail"]
            for _ in 0..<4 {
                let answer = try await bed.logIn("the-admin", "wrong")
                #expect(answer.status == 401 && answer.json["detail"] == body)
            }
            let blocked = try await bed.logIn("The-Admin")
            #expect(blocked.status == 429)
            #expect(blocked.headers.first(name: "retry-after").flatMap { Int($0) } ?? 0 >= 1)
            #expect(try await bed.logIn("the-viewer").status == 200)
            #expect(try await bed.send(.GET, "/api/users", token: bed.tokens[.admin]).status == 200)
        }
    }

    @Test("whether a name is known can be told neither from the answer nor from its time")
    func timing() async throws {
        try await AccessBed.with { bed in
            let clock = ContinuousClock()
            var times: [[Duration]] = [[], []]
            var details: Set<String> = []
            for round in 0..<3 {
                for (index, name) in ["the-viewer", "nobody-\(round)"].enumerated() {
                    times[index].append(
                        try await clock.measure {
                            let answer = try await bed.logIn(name, "wrong password")
                            #expect(answer.status == 401)
                            details.insert(answer.json["detail"]?.stringValue ?? "")
                        })
                }
            }
            #expect(details.count == 1)
            // The quickest of each: whatever else the machine does only adds to it.
            let (known, unknown) = (times[0].min() ?? .zero, times[1].min() ?? .zero)
            #expect(unknown > known / 2 && known > unknown / 2, "known \(known), unknown \(unknown)")
        }
    }

    @Test("a page from elsewhere can use the browser's cookie for nothing, and no script can read it")
    func crossOrigin() async throws {
        try await AccessBed.with { bed in
            let login = try await bed.logIn("the-operator")
            let set = login.headers.first(name: "set-cookie") ?? ""
            for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(set.contains(part), "\(set)") }
            let cookie = AccessBed.cookie(login)
            let agent: JSONValue = ["name": "A", "role": "r", "system_prompt": "0123456789"]
            let own = bed.server.address ?? ""
            for (origin, status) in [(own, 200), ("http://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403)] {
                let headers = ["cookie": "a=b; \(cookie)", "origin": origin]
                #expect(try await bed.send(.POST, "/api/agents", agent, headers: headers).status == status, "\(origin)")
            }
            await #expect(throws: RefusedRequest.self) {
                try await WebSocketClient.connect(
                    to: bed.server, headers: [("cookie", cookie), ("origin", "http://evil.example")]
                ) { client in _ = try await client.next() }
            }
            let me = try await bed.send(.GET, "/api/auth/me", headers: ["cookie": cookie])
            #expect(me.json["user"]?["name"] == "the-operator" && me.json["logged_in"] == true)
            #expect(me.headers.first(name: "set-cookie") == nil, "it is young: nothing to renew")
            #expect(me.headers.first(name: "access-control-allow-origin") == nil)
        }
    }
}
