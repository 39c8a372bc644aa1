import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The shapes of logins, users and tokens.
@Suite struct AccessContractTests {
    @Test("logins, users and tokens")
    func shapes() async throws {
        try await SkeinServer.with(["SKEIN_AUTH": "required", "SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            let admin = ["authorization": "Bearer \(server.adminToken ?? "")"]
            var names = StableNames(data: server.data.path)
            let user = try await probe.send(
                .POST, "/api/users", ["name": "ada", "role": "operator", "password": "correct horse"], headers: admin)
            try GoldenFile("user").expect(user, &names)
            try GoldenFile("users").expect(try await probe.send(.GET, "/api/users", headers: admin), &names)
            let id = user.json["id"]?.stringValue ?? ""
            let token = try await probe.send(
                .POST, "/api/tokens",
                ["user_id": .string(id), "name": "laptop", "role": "viewer", "expires_at": "2090-01-01T00:00:00Z"],
                headers: admin)
            try GoldenFile("token-created").expect(Self.masked(token, "token"), &names)
            try GoldenFile("tokens").expect(
                try await probe.send(.GET, "/api/tokens?user_id=\(id)", headers: admin), &names)
            let login = try await probe.send(
                .POST, "/api/auth/login", ["username": "ada", "password": "correct horse"])
            try GoldenFile("login").expect(Self.masked(login, "access_token"), &names)
            let own = ["authorization": "Bearer \(login.json["access_token"]?.stringValue ?? "")"]
            try GoldenFile("who-am-i").expect(try await probe.send(.GET, "/api/auth/me", headers: own), &names)
            let ticket = try await probe.send(.POST, "/api/auth/ticket", headers: own)
            try GoldenFile("ticket").expect(Self.masked(ticket, "ticket"), &names)
            try GoldenFile("error-unauthorized").expect(try await probe.send(.GET, "/api/agents"), &names)
            try GoldenFile("error-forbidden").expect(try await probe.send(.GET, "/api/users", headers: own), &names)
            let password: JSONValue = ["current_password": "correct horse", "new_password": "battery staple"]
            #expect(try await probe.send(.POST, "/api/auth/password", password, headers: own).status == 200)
            #expect(try await probe.send(.GET, "/api/agents", headers: own).status == 401)
            let last = try await probe.send(
                .PUT, "/api/users/\(try await admins(probe, admin))", ["disabled": true], headers: admin)
            #expect(last.status == 409 && last.text.contains("last administrator"))
            let invalid = try await probe.send(
                .POST, "/api/users", ["name": "Not So", "role": "king", "password": "short"], headers: admin)
            #expect(invalid.json["errors"]?.arrayValue?.count == 3)
        }
    }

    private func admins(_ probe: WireProbe, _ headers: [String: String]) async throws -> String {
        let users = try await probe.send(.GET, "/api/users", headers: headers).json.arrayValue ?? []
        return users.first { $0["role"] == "admin" }?["id"]?.stringValue ?? ""
    }

    /// With one member hidden that is another each time.
    private static func masked(_ answer: WireProbe.Answer, _ member: String) -> WireProbe.Answer {
        var object = answer.json.objectValue ?? [:]
        #expect((object[member]?.stringValue?.count ?? 0) > 40)
        object[member] = "…"
        return WireProbe.Answer(status: answer.status, headers: answer.headers, text: JSONValue.object(object).text)
    }
}
