import Domain
import Foundation
import NIOHTTP1
import Persistence
import SQL
import SQLiteDriver
import TestSupport
import Testing

/// Databases as each release left them, in the middle of work; docs/upgrading.md says how one is stored.
@Suite(.timeLimit(.minutes(10))) struct UpgradeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Upgrades")
    /// Schemas that no release ever stopped at.
    private static let never: Set<Int> = [5, 6, 7]

    @Test("every schema that a release had is stored", arguments: 1...Schema.migrator.newest)
    func stored(version: Int) {
        guard !Self.never.contains(version) else { return }
        let file = Self.folder.appending(path: "v\(version).sql")
        #expect(
            FileManager.default.fileExists(atPath: file.path),
            "make \(file.lastPathComponent) with Scripts/stored-database.sh before the next schema (docs/upgrading.md)")
    }

    static var storedVersions: [Int] {
        (1...Schema.migrator.newest).filter {
            FileManager.default.fileExists(atPath: folder.appending(path: "v\($0).sql").path)
        }
    }

    @Test(
        "a database of any release opens, everything in it is there, and what was under way goes on",
        arguments: storedVersions)
    func upgrade(from version: Int) async throws {
        try await SkeinServer.with(
            ["SKEIN_BACKEND": "scripted"],
            prepare: { try await Self.load(version, into: $0.appending(path: "skein.db").path) }
        ) { server in
            let verification = try await server.request(.POST, "/api/verify")
            #expect(verification["findings"] == [], "\(verification.text)")
            let agents = try await server.get("/api/agents").arrayValue ?? []
            #expect(Set(agents.compactMap { $0["name"]?.stringValue }) == ["Ada", "Eve", "Asker", "Slow"])
            let executions = try await server.get("/api/execution/status").arrayValue ?? []
            func execution(_ status: String) -> String {
                let alone = executions.filter { ($0["workflow_execution_id"] ?? .null) == .null }
                return alone.first { $0["status"]?.stringValue == status }?["id"]?.stringValue ?? ""
            }
            #expect(try await server.execution(execution("completed"))["output"]?["result"] == "It's done.")
            #expect(try await server.execution(execution("failed"))["error_details"]?["cause"] == "authentication")
            let asking = execution("waiting")
            try await server.answer(try await server.question(of: asking), of: asking, "blue")
            #expect(try await server.execution(asking, becomes: "completed")["output"]?["result"] == "You said blue.")
            let paused = execution("paused")
            try await server.abort(paused)
            try await server.execution(paused, becomes: "aborted")
            if version >= 2 { try await Self.goOn(server) }
            #expect(try await server.request(.POST, "/api/verify")["findings"] == [])
        }
    }

    /// The workflow that waited for a person comes to its end.
    private static func goOn(_ server: SkeinServer) async throws {
        let workflows = try await server.get("/api/workflows/executions").arrayValue ?? []
        #expect(workflows.count == 2)
        let open = workflows.first { $0["status"] == "waiting" || $0["needs_interaction"] == true }?["id"]?.stringValue ?? ""
        let question = try await server.question(in: open)
        try await server.request(
            .POST, "/api/workflows/executions/\(open)/input",
            ["interaction_id": question["interaction_id"] ?? .null, "answer": "green"])
        try await server.workflow(open, becomes: "completed")
    }

    private static func load(_ version: Int, into path: String) async throws {
        let stored = try String(contentsOf: folder.appending(path: "v\(version).sql"), encoding: .utf8)
        let text = stored.replacing("@DATA@", with: URL(filePath: path).deletingLastPathComponent().path)
        let database = try SQLiteDatabase(path: path)
        try await database.write { sql in
            try sql.run("PRAGMA defer_foreign_keys = ON")
            for line in text.split(separator: "\n") { try sql.run("\(raw: String(line))") }
        }
        try database.close()
    }
}
