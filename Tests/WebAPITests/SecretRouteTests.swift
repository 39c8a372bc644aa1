import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("Secrets over HTTP", .timeLimit(.minutes(10))) struct SecretRouteTests {
    @Test("secrets are put in, listed without values, rotated and removed; the database holds them encrypted only")
    func life() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            let agent = try await probe.agent()
            let value = "the-value-of-the-secret"
            let put = try await probe.send(
                .PUT, "/api/secrets/DEPLOY_TOKEN", ["value": .string(value), "agents": [.string(agent)]])
            #expect(put.status == 200 && put.json["agents"] == [.string(agent)] && put.json["key_version"] == 1)
            let everybody = try await probe.send(.PUT, "/api/secrets/OTHER", ["value": "another-value"])
            #expect(everybody.json["agents"] == .null)
            #expect(try await probe.send(.POST, "/api/secrets/rotate", [:]).json == ["secrets": 2])
            #expect(try await probe.send(.PUT, "/api/secrets/OTHER", ["value": "changed-value"]).json["key_version"] == 2)
            let list = try await probe.send(.GET, "/api/secrets")
            #expect(list.json.arrayValue?.map { $0["name"] } == ["DEPLOY_TOKEN", "OTHER"])
            #expect(!list.text.contains("value"))
            for (name, body, status, words) in [
                ("PATH", ["value": "x"], 422, "reserved"), ("lower", ["value": "x"], 422, "capital letters"),
                ("OK", [:], 422, "is required"), ("OK", ["value": "x", "agents": ["none"]], 404, "no agent none"),
            ] as [(String, JSONValue, Int, String)] {
                let answer = try await probe.send(.PUT, "/api/secrets/\(name)", body)
                #expect(answer.status == status && answer.text.contains(words), "\(answer.text)")
            }
            #expect(try await probe.send(.DELETE, "/api/secrets/OTHER").status == 200)
            #expect(try await probe.send(.DELETE, "/api/secrets/OTHER").status == 404)
            let files = try FileManager.default.contentsOfDirectory(atPath: server.data.path)
            #expect(files.contains("secrets.key.2") && !files.contains("secrets.key"))
            #expect(try server.files(holding: [value, "another-value", "changed-value"]).isEmpty)
            let log = try await probe.send(.GET, "/api/audit").json.arrayValue ?? []
            #expect(
                log.filter { $0["outcome"] == "done" && $0["target_kind"] == "secret" }.map { $0["action"] }
                    == ["deleteSecret", "setSecret", "setSecret", "setSecret"])
        }
    }
}
