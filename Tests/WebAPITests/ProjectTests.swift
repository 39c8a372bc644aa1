import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ProjectTests {
    @Test(
        "agents and tasks come from a project's files, with dependencies by file name or title; again, they are left alone")
    func load() async throws {
        try await withProject([
            "agents/ada.json": ["name": "Ada", "role": "engineer", "system_prompt": "You write tested code."],
            "tasks/01-build.json": ["title": "Build", "description": "Build it.", "assigned_agents": ["Ada"]],
            "tasks/02-test.json": [
                "title": "Test", "description": "Test it.", "dependencies": ["01-build.json"],
                "assigned_agent_ids": ["ada.json"],
            ],
            "tasks/more.json": [["title": "Ship", "description": "Ship it.", "dependencies": ["Test"]]],
            "package.json": ["name": "not ours"],
        ]) { probe, directory in
            var names = StableNames(data: directory)
            let info = try await probe.send(.GET, "/api/project/directory-info?directory=\(directory)")
            try GoldenFile("directory-info").expect(info, &names)
            let body: JSONValue = ["directory": .string(directory)]
            let loaded = try await probe.send(.POST, "/api/project/load-from-directory", body)
            try GoldenFile("project-loaded").expect(loaded, &names)
            let tasks = try await probe.send(.GET, "/api/tasks").json.arrayValue ?? []
            let byTitle = Dictionary(uniqueKeysWithValues: tasks.map { ($0["title"]?.stringValue ?? "", $0) })
            #expect(byTitle["Test"]?["dependencies"] == [byTitle["Build"]?["id"] ?? .null])
            #expect(byTitle["Ship"]?["dependencies"] == [byTitle["Test"]?["id"] ?? .null])
            #expect(byTitle["Test"]?["assigned_agents"]?.arrayValue?.first?["name"] == "Ada")
            let again = try await probe.send(.POST, "/api/project/load-from-directory", body)
            #expect(again.json["agents_loaded"] == 0 && again.json["tasks_loaded"] == 0)
            let forced = try await probe.send(
                .POST, "/api/project/load-from-directory", ["directory": .string(directory), "force_reload": true])
            #expect(forced.json["agents_loaded"] == 1 && forced.json["tasks_loaded"] == 3)
            #expect(try await probe.send(.GET, "/api/tasks").json.arrayValue?.count == 3)
        }
    }

    @Test("one wrong file, name or cycle and nothing is loaded; each is named")
    func refusal() async throws {
        try await withProject([
            "agents/ada.json": ["name": "Ada", "role": "engineer", "system_prompt": "short"],
            "tasks/a.json": ["title": "A", "description": "A.", "dependencies": ["b.json"]],
            "tasks/b.json": ["title": "B", "description": "B.", "dependencies": ["A", "nowhere"]],
        ]) { probe, directory in
            let loaded = try await probe.send(
                .POST, "/api/project/load-from-directory", ["directory": .string(directory)])
            #expect(loaded.status == 200 && loaded.json["agents_loaded"] == 0 && loaded.json["tasks_loaded"] == 0)
            let errors = (loaded.json["errors"]?.arrayValue ?? []).compactMap(\.stringValue)
            #expect(errors.contains { $0.contains("agents/ada.json.system_prompt") }, "\(errors)")
            #expect(errors.contains { $0.contains("'nowhere'") } && errors.contains { $0.contains("'A' → 'B' → 'A'") })
            #expect(try await probe.send(.GET, "/api/tasks").json == [])
        }
    }

    @Test("a directory outside the allowed roots is not read, nor one that is not there")
    func roots() async throws {
        try await withProject([:]) { probe, directory in
            for place in ["/etc", directory + "/none", "relative"] {
                let load = try await probe.send(
                    .POST, "/api/project/load-from-directory", ["directory": .string(place)])
                #expect(load.status == 422, "\(place)")
                #expect(try await probe.send(.GET, "/api/project/directory-info?directory=\(place)").status == 422)
            }
        }
    }

    private func withProject(
        _ files: [String: JSONValue], _ body: (WireProbe, String) async throws -> Void
    ) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let directory = server.data.appending(path: "workspaces/project")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for (path, json) in files {
                let file = directory.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(json.text.utf8).write(to: file)
            }
            try await body(try WireProbe(server), directory.path)
        }
    }
}
