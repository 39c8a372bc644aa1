import Domain
import Foundation
import NIOHTTP1
import Persistence
import SQL
import SQLiteDriver
import TestSupport
import Testing

/// The real server and the real commands, on one data directory.
@Suite(.timeLimit(.minutes(10))) struct BackupTests {
    private static let script: JSONValue = [
        ["append": ["file": "log", "line": "done"]], ["wait_ms": 20], ["say": "Done."],
    ]

    @Test("a backup under load, the server killed, restored: everything that had finished is there, and the rest goes on")
    func underLoad() async throws {
        try await withServer { server, skein in
            let file = server.directory.appending(path: "skein.tar").path
            let first = try await server.begin("One.", settings: ["script": Self.script])
            try await server.execution(first, becomes: "completed")
            let asking = try await server.begin(
                "Ask.", settings: ["script": [["ask": ["message": "Go on?"]], ["say": "On."]]])
            _ = try await server.question(of: asking)
            let backup = try await Self.loaded(server) { try await skein.run("backup", file, "--verify") }
            #expect(backup.status == 0, "\(backup.errors)")
            #expect(backup.output.contains("verified"))
            #expect(try Self.mode(of: file) == 0o600)
            let later = try await server.begin("Later.", settings: ["script": Self.script])
            try await server.execution(later, becomes: "completed")
            let newest = try await Self.newestCursor(server)

            try await server.kill()
            let refused = try await skein.run("restore", file)
            #expect(refused.status == 5 && refused.errors.contains("Say --yes"), "\(refused.errors)")
            let restored = try await skein.run("restore", file, "--yes")
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(restored.output.contains("skein.db.before-restore-"))
            let verified = try await skein.run("verify")
            #expect(verified.status == 0 && verified.output.contains("all is well"), "\(verified.output)\(verified.errors)")

            try await server.start()
            #expect(try await server.execution(first)["output"]?["result"] == "Done.")
            await #expect(throws: RefusedRequest.self) { try await server.execution(later) }
            let question = try await server.question(of: asking)
            try await server.answer(question, of: asking, "yes")
            try await server.execution(asking, becomes: "completed")
            #expect(try await Self.newestCursor(server) > newest, "no cursor is given twice")
        }
    }

    @Test("a running server restores: it begins anew in the same process, and who followed it is told to look anew")
    func whileRunning() async throws {
        try await withServer { server, skein in
            let file = server.directory.appending(path: "skein.tar").path
            try Data("secret".utf8).write(to: server.data.appending(path: "secrets.key"))
            let first = try await server.begin("One.", settings: ["script": Self.script])
            try await server.execution(first, becomes: "completed")
            #expect(try await skein.run("backup", file, "--with-keys").status == 0)
            let later = try await server.begin("Later.", settings: ["script": Self.script])
            try await server.execution(later, becomes: "completed")
            try Data("another".utf8).write(to: server.data.appending(path: "secrets.key"))
            let (newest, pid) = (try await Self.newestCursor(server), try Self.pid(server))

            let restored = try await skein.run("restore", file, "--yes")
            #expect(restored.status == 0, "\(restored.errors)")
            try await server.findAgain()
            #expect(try Self.pid(server) == pid)
            #expect(try await server.execution(first)["status"] == "completed")
            await #expect(throws: RefusedRequest.self) { try await server.execution(later) }
            #expect(try String(contentsOf: server.data.appending(path: "secrets.key"), encoding: .utf8) == "secret")
            let verified = try await skein.run("verify", "--json")
            #expect(verified.status == 0 && verified.output.contains("\"ok\":true"), "\(verified.output)")
            try await WebSocketClient.connect(to: server) { client in
                _ = try await client.next()
                try await client.send(["type": "subscribe", "subscription": "all", "after": .integer(newest)])
                var told: [JSONValue] = []
                while told.count < 2, let message = try await client.next() { told.append(message) }
                #expect(told.contains { $0["event"] == "resync" }, "\(told)")
            }
        }
    }

    @Test("a backup that is cut off, changed, or newer than the program is refused, and nothing is touched")
    func damaged() async throws {
        try await withServer { server, skein in
            let good = server.directory.appending(path: "skein.tar")
            _ = try await server.execution(
                try await server.begin("One.", settings: ["script": Self.script]), becomes: "completed")
            #expect(try await skein.run("backup", good.path).status == 0)
            let bytes = try Data(contentsOf: good)
            let bad = server.directory.appending(path: "bad.tar")
            for (change, words) in [
                ({ (data: inout Data) in data[data.count / 2] ^= 1 }, "checksum"),
                ({ $0 = $0.prefix($0.count - 5000) }, "ends too early"),
                ({ $0 = Data("no archive at all".utf8) }, "ends too early"),
                ({ $0 = Data(count: 4096) }, "manifest.json"),
            ] as [((inout Data) -> Void, String)] {
                var copy = bytes
                change(&copy)
                try copy.write(to: bad)
                let verified = try await skein.run("verify", bad.path)
                #expect(verified.status == 1 && verified.errors.contains(words), "\(words): \(verified.errors)")
                let restored = try await skein.run("restore", bad.path, "--yes")
                #expect(restored.status == 5 && restored.errors.contains(words), "\(restored.errors)")
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: server.data.path)
            #expect(files.allSatisfy { !$0.contains("restore") }, "\(files)")

            // Killed by the kernel in the middle of writing: the old file is there, whole.
            let cut = try await skein.shell("ulimit -f 16; exec $SKEIN backup \(good.path)")
            #expect(cut.status != 0)
            #expect(try Data(contentsOf: good) == bytes)

            try await server.terminate()
            try await Self.makeNewer(server.data.appending(path: "skein.db").path)
            let serve = try await skein.run("serve", "--port", "0")
            #expect(serve.status != 0)
            #expect(
                serve.errors.contains("schema version 99") && serve.errors.contains("use a newer release"), "\(serve.errors)"
            )
        }
    }

    private func withServer(_ body: (SkeinServer, Command) async throws -> Void) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let environment = ["SKEIN_DATA_DIR": server.data.path]
            try await body(server, Command(environment: environment, home: server.directory.appending(path: "home")))
        }
    }

    /// Does something while executions come and go.
    private static func loaded<Result: Sendable>(
        _ server: SkeinServer, _ body: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                while !Task.isCancelled { _ = try? await server.begin("Load.", settings: ["script": script]) }
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let result = try await group.next() { if let result { return result } }
            throw CancellationError()
        }
    }

    private static func newestCursor(_ server: SkeinServer) async throws -> Int64 {
        try await WebSocketClient.connect(to: server) { client in
            try await client.next()?["cursor"]?.integerValue ?? 0
        }
    }

    private static func pid(_ server: SkeinServer) throws -> Int64? {
        try JSONValue(parsing: Data(contentsOf: server.data.appending(path: "server.json")))["pid"]?.integerValue
    }

    private static func mode(of path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    private static func makeNewer(_ path: String) async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.write { try $0.run("INSERT INTO schema_migrations (number, name) VALUES (99, 'the future')") }
        try database.close()
    }
}
