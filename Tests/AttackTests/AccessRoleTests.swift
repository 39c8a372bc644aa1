import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("Attacks: roles") struct AccessRoleTests {
    /// What everybody may reach, and nothing else.
    private static let open: Set<String> = [
        "root", "health", "ready", "openapi", "docs", "docsFile", "logIn", "logOut",
    ]
    /// What sends no GET but changes nothing of others.
    private static let harmless: Set<String> = ["issueTicket", "changePassword", "previewRerun"]

    @Test("no route lets in a stranger or a role that is too low, whatever the method; HEAD neither")
    func everyRoute() async throws {
        try await AccessBed.with { bed in
            let description = try await bed.server.get("/openapi.json")
            var walked = 0
            for (template, operations) in description["paths"]?.objectValue ?? [:] {
                for (method, operation) in operations.objectValue ?? [:] {
                    walked += 1
                    try await walk(bed, HTTPMethod(rawValue: method.uppercased()), template, operation)
                }
            }
            #expect(walked > 60)
            #expect(try await bed.send(.HEAD, "/api/agents").status == 401)
            #expect(try await bed.send(.HEAD, "/api/users", token: bed.tokens[.operator]).status == 403)
        }
    }

    private func walk(_ bed: AccessBed, _ method: HTTPMethod, _ template: String, _ operation: JSONValue) async throws {
        let name = operation["operationId"]?.stringValue ?? ""
        let needed = operation["x-skein-role"]?.stringValue.flatMap(Role.init)
        #expect((needed == nil) == Self.open.contains(name), "\(name) is open to everybody, or should be")
        if let needed, method != .GET, !Self.harmless.contains(name) {
            #expect(needed >= .operator, "\(name) changes something")
        }
        if ["/api/users", "/api/tokens"].contains(where: template.hasPrefix) { #expect(needed == .admin, "\(name)") }
        let path = template.replacing("{file}", with: "docs.js").replacing(
            /\{\w+\}/, with: "00000000-0000-4000-8000-000000000000")
        let body: JSONValue? = method == .GET ? nil : [:]
        for role in [nil] + Role.allCases.map(Optional.some) {
            // What is allowed need not be carried out, and what streams does not end.
            let mayPass = needed.map { needed in role.map { $0 >= needed } ?? false } ?? true
            guard !mayPass || method == .GET || role == .viewer else { continue }
            let token = role.flatMap { bed.tokens[$0] }
            let answer = try await bed.send(method, path, body, token: token, readsBody: !mayPass)
            let who = "\(role?.rawValue ?? "a stranger") at \(method) \(template)"
            if mayPass {
                #expect(![401, 403].contains(answer.status) || name == "logIn" || name == "changePassword", "\(who)")
            } else if role == nil {
                #expect(answer.status == 401, "\(who)")
                #expect(answer.headers.first(name: "www-authenticate") == "Bearer", "\(who)")
            } else {
                #expect(answer.status == 403, "\(who)")
                #expect(answer.json["detail"]?.stringValue?.contains("'\(needed?.rawValue ?? "")'") == true, "\(who)")
            }
        }
    }

    @Test("a role acts from the moment it is changed: demoted, shut out, let in again")
    func changes() async throws {
        try await AccessBed.with { bed in
            let (token, id) = (bed.tokens[.operator], bed.users[.operator] ?? "")
            let agent: JSONValue = ["name": "A", "role": "r", "system_prompt": "0123456789"]
            #expect(try await bed.send(.POST, "/api/agents", agent, token: token).status == 200)
            try await bed.server.request(.PUT, "/api/users/\(id)", ["role": "viewer"])
            #expect(try await bed.send(.POST, "/api/agents", agent, token: token).status == 403)
            #expect(try await bed.send(.GET, "/api/agents", token: token).status == 200)
            try await bed.server.request(.PUT, "/api/users/\(id)", ["disabled": true])
            #expect(try await bed.send(.GET, "/api/agents", token: token).status == 401)
            #expect(try await bed.logIn("the-operator").status == 401)
            try await bed.server.request(.PUT, "/api/users/\(id)", ["disabled": false])
            #expect(try await bed.send(.GET, "/api/agents", token: token).status == 200)
        }
    }

    @Test("nobody gets more by asking: roles in bodies, tokens above their user, other users' passwords")
    func escalation() async throws {
        try await AccessBed.with { bed in
            let (operatorID, viewer) = (bed.users[.operator] ?? "", bed.tokens[.viewer])
            for role in [Role.viewer, .operator] {
                let token = bed.tokens[role]
                let own = bed.users[role] ?? ""
                for (method, path, body): (HTTPMethod, String, JSONValue) in [
                    (.PUT, "/api/users/\(own)", ["role": "admin"]),
                    (.POST, "/api/users", ["name": "eve", "role": "admin"]),
                    (.POST, "/api/tokens", ["user_id": .string(bed.users[.admin] ?? "")]),
                    (.PUT, "/api/users/\(bed.users[.admin] ?? "")", ["password": "a new password of mine"]),
                ] {
                    #expect(try await bed.send(method, path, body, token: token).status == 403, "\(role) \(path)")
                }
            }
            let above = try await bed.send(
                .POST, "/api/tokens", ["user_id": .string(operatorID), "role": "admin"], token: bed.tokens[.admin])
            #expect(above.status == 422)
            let narrow = try await bed.send(
                .POST, "/api/tokens", ["user_id": .string(operatorID), "role": "viewer"], token: bed.tokens[.admin])
            #expect(
                try await bed.send(.POST, "/api/agents", [:], token: narrow.json["token"]?.stringValue).status == 403)
            let password = try await bed.send(
                .POST, "/api/auth/password",
                ["current_password": "not the right one", "new_password": "a new password of mine"], token: viewer)
            #expect(password.status == 401)
        }
    }

    @Test("a stranger learns that the server lives, and nothing of it")
    func health() async throws {
        try await AccessBed.with { bed in
            let stranger = try await bed.send(.GET, "/health")
            #expect(stranger.json == ["status": "healthy"])
            let ready = try await bed.send(.GET, "/health/ready")
            #expect(ready.json["status"]?.stringValue != nil && ready.json["checks"] == nil && ready.json["version"] == nil)
            #expect(try await bed.send(.GET, "/health", token: bed.tokens[.viewer]).json["system"] != nil)
        }
    }
}
