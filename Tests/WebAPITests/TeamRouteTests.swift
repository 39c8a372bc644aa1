import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Whole teams as one document, held by golden files.
@Suite struct TeamRouteTests {
    private static let document: JSONValue = [
        "agents": [
            ["key": "ada", "name": "Ada", "role": "Builder", "system_prompt": "You build what is asked for."],
            ["name": "Bob", "role": "Tester", "system_prompt": "You test what was built."],
        ],
        "tasks": [
            ["title": "Build", "description": "Build it.", "agent": "ada"],
            ["title": "Test", "description": "Test it.", "agents": ["bob"], "dependencies": ["build"]],
        ],
        "workflow": [
            "name": "Delivery", "user_objective": "Ship it", "configuration": ["coordinator_agent_id": "bob"],
        ],
    ]

    @Test("applied, applied again, exported")
    func apply() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            var names = StableNames(data: server.data.path)
            let probe = try WireProbe(server)
            let dry = try await probe.send(.POST, "/api/teams?dry_run=true", Self.document)
            #expect(dry.status == 200)
            #expect(try await probe.send(.GET, "/api/agents").json == [])
            try GoldenFile("team-applied").expect(try await probe.send(.POST, "/api/teams", Self.document), &names)
            let again = try await probe.send(.POST, "/api/teams", Self.document)
            let changes = ["agents", "tasks", "workflows"].flatMap { again.json[$0]?.arrayValue ?? [] }
            #expect(changes.count == 5 && changes.allSatisfy { $0["change"] == "unchanged" })
            try GoldenFile("team").expect(try await probe.send(.GET, "/api/teams"), &names)
        }
    }

    @Test("with anything wrong in it nothing is written, and every issue has its path")
    func invalid() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            var names = StableNames(data: server.data.path)
            let probe = try WireProbe(server)
            var document = Self.document.objectValue ?? [:]
            document["tasks"] = [["title": "Build", "description": "Build it.", "agent": "Eve", "when": "now"]]
            document["workflow"] = [
                "name": "Delivery", "agents": ["ada"], "configuration": ["coordinator_agent_id": "bob"],
                "project_directory": "/etc",
            ]
            try GoldenFile("team-invalid").expect(try await probe.send(.POST, "/api/teams", .object(document)), &names)
            #expect(try await probe.send(.GET, "/api/agents").json == [])
        }
    }
}
