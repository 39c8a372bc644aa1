import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite struct RequestTests {
    @Test("a page from elsewhere can neither change anything nor be answered for another host's name")
    func originAndHost() async throws {
        try await SkeinServer.with(["ALLOWED_HOSTS": "box.lan", "ALLOWED_ORIGINS": "https://tools.example"]) { server in
            let probe = try WireProbe(server)
            let port = probe.address.split(separator: ":").last ?? ""
            let agent: JSONValue = ["name": "A", "role": "r", "system_prompt": "0123456789"]
            let cases: [([String: String], Int)] = [
                ([:], 200), (["origin": probe.address], 200), (["origin": "http://localhost:\(port)"], 403),
                (["origin": "http://localhost:\(port)", "host": "localhost:\(port)"], 200),
                (["origin": "http://evil.example"], 403), (["origin": "null"], 403),
                (["origin": "https://tools.example"], 200), (["host": "box.lan"], 200), (["host": "evil.example"], 403),
                (["host": "127.0.0.1.evil.example"], 403), (["host": "[::1]"], 200), (["host": "[::1]:80"], 200),
                (["host": "localhost:80:80"], 403), (["host": "localhost:"], 403), (["host": "localhost:123456"], 403),
                (["host": "localhost@evil.example"], 403), (["host": "[::1].evil"], 403), (["host": "[::1"], 403),
                (["host": "[localhost]"], 403),
            ]
            for (headers, status) in cases {
                let answer = try await probe.send(.POST, "/api/agents", agent, headers: headers)
                #expect(answer.status == status, "\(headers)")
            }
            #expect(try await probe.send(.GET, "/api/agents", headers: ["origin": "http://evil.example"]).status == 200)
            let made = try await probe.send(.GET, "/api/agents").json.arrayValue?.count
            #expect(made == cases.count { $0.1 == 200 })
        }
    }

    @Test("every answer tells browsers to trust nothing from elsewhere, errors too", arguments: ["/health", "/nope"])
    func securityHeaders(path: String) async throws {
        try await SkeinServer.with { server in
            let headers = try await WireProbe(server).send(.GET, path).headers
            #expect(headers.first(name: "x-content-type-options") == "nosniff")
            #expect(headers.first(name: "x-frame-options") == "DENY")
            #expect(headers.first(name: "content-security-policy")?.contains("frame-ancestors 'none'") == true)
            #expect(headers.first(name: "content-security-policy")?.contains("unsafe") == false)
            #expect(headers.first(name: "strict-transport-security") == nil)
        }
    }

    @Test("a body that is too long is refused and leaves nothing behind")
    func longBody() async throws {
        try await SkeinServer.with { server in
            let probe = try WireProbe(server)
            let long = JSONValue.string(String(repeating: "x", count: 5 << 20))
            let answer = try await probe.send(.POST, "/api/agents", ["name": "A", "role": "r", "system_prompt": long])
            #expect(answer.status == 413)
            #expect(try await probe.send(.GET, "/api/agents").json == [])
        }
    }

    @Test("long lists come in parts, with the length of the whole and links to the others")
    func paging() async throws {
        try await SkeinServer.with { server in
            let probe = try WireProbe(server)
            for number in 0..<5 { _ = try await probe.agent(["name": .string("agent \(number)")]) }
            let middle = try await probe.send(.GET, "/api/agents?q=agent&limit=2&offset=2")
            #expect(middle.json.arrayValue?.compactMap { $0["name"]?.stringValue } == ["agent 2", "agent 3"])
            #expect(middle.headers.first(name: "x-total-count") == "5")
            let link = middle.headers.first(name: "link") ?? ""
            #expect(link.contains("</api/agents?q=agent&limit=2&offset=4>; rel=\"next\""))
            #expect(link.contains("</api/agents?q=agent&limit=2&offset=0>; rel=\"prev\""))
            #expect(try await probe.send(.GET, "/api/agents?q=AGENT%203").json.arrayValue?.count == 1)
            #expect(try await probe.send(.GET, "/api/agents?q=%25").json.arrayValue?.isEmpty == true)
        }
    }

    @Test("dependencies must exist and must not come back to the task; the cycle is named")
    func dependencies() async throws {
        try await SkeinServer.with { server in
            let probe = try WireProbe(server)
            let first = try await probe.task(["title": "first"])
            let second = try await probe.task(["title": "second", "dependencies": [.string(first)]])
            let unknown = try await probe.send(
                .POST, "/api/tasks",
                ["title": "t", "description": "d", "dependencies": ["none"], "assigned_agent_ids": ["no"]])
            #expect(unknown.status == 422)
            #expect(unknown.json["errors"]?.arrayValue?.count == 2)
            let cycle = try await probe.send(.PUT, "/api/tasks/\(first)", ["dependencies": [.string(second)]])
            #expect(cycle.status == 422)
            #expect(cycle.text.contains("'first' → 'second' → 'first'"))
            let itself = try await probe.send(.PUT, "/api/tasks/\(first)", ["dependencies": [.string(first)]])
            #expect(itself.text.contains("'first' → 'first'"))
            #expect(try await probe.send(.GET, "/api/tasks/\(first)").json["dependencies"] == [])
            #expect(try await probe.send(.DELETE, "/api/tasks/\(first)").status == 409)
            #expect(try await probe.send(.DELETE, "/api/tasks/\(first)?force=true").status == 200)
            #expect(try await probe.send(.GET, "/api/tasks/\(second)").json["dependencies"] == [])
        }
    }

    @Test("HEAD answers as GET does, without the body")
    func head() async throws {
        try await SkeinServer.with { server in
            let answer = try await WireProbe(server).send(.HEAD, "/health")
            #expect(answer.status == 200)
            #expect(answer.text.isEmpty)
        }
    }
}
