import Domain
import Foundation
import NIOHTTP1
import SQL
import SQLiteDriver
import TestSupport
import Testing

/// Each variable changes what the running server does; those of the Claude CLI are held by `ClaudeCLITests`,
/// those of health, metrics, traces and the log's form by `HealthTests`, `MetricsTests`, `TraceTests` and `LogTests`.
@Suite(.timeLimit(.minutes(10))) struct SettingEffectTests {
    private static let slow: [String: JSONValue] = ["script": [["wait_ms": 60_000]]]

    @Test("MAX_CONCURRENT_EXECUTIONS: more wait in line")
    func concurrency() async throws {
        try await serving(["MAX_CONCURRENT_EXECUTIONS": "1"]) { server in
            let first = try await server.begin("One.", settings: Self.slow)
            try await server.execution(first, becomes: "running")
            let second = try await server.begin("Two.", settings: ["script": [["say": "Done."]]])
            #expect(try await server.execution(second)["status"] == "pending")
            try await server.abort(first)
            try await server.execution(second, becomes: "completed")
        }
    }

    @Test("SKEIN_HOST: where the server listens")
    func host() async throws {
        try await serving(["SKEIN_HOST": "127.0.0.3"]) { server in
            #expect(server.log.contains("listening on 127.0.0.3:"))
        }
    }

    @Test("DATABASE_URL: where the database lies")
    func database() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "other.db").path
            try await serving(["DATABASE_URL": "sqlite:///\(path)"]) { server in
                #expect(FileManager.default.fileExists(atPath: path))
                #expect(!FileManager.default.fileExists(atPath: server.data.appending(path: "skein.db").path))
            }
        }
    }

    @Test("DATABASE_POOL_SIZE: the server reads with so many connections at most", arguments: [1, 3])
    func pool(size: Int) async throws {
        try await serving(["DATABASE_POOL_SIZE": "\(size)"]) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 { group.addTask { _ = try await server.get("/api/agents") } }
                try await group.waitForAll()
            }
            // One more connection writes.
            let connections = try server.openFiles.count { $0.hasSuffix("/skein.db") }
            #expect(connections <= size + 1)
        }
    }

    @Test("SKEIN_WORKSPACE_ROOTS: where agents may work")
    func workspaces() async throws {
        try await withTemporaryDirectory { root in
            try await serving(["SKEIN_WORKSPACE_ROOTS": root.path]) { server in
                let id = try await server.begin("One.", start: ["work_directory": .string(root.path + "/project")])
                let execution = try await server.execution(id, becomes: "completed")
                #expect(execution["work_directory"]?.stringValue?.hasSuffix("/project") == true)
                await #expect(throws: RefusedRequest.self) {
                    try await server.begin("Two.", start: ["work_directory": .string(server.data.path + "/workspaces/x")])
                }
                await #expect(throws: RefusedRequest.self) {
                    try await server.begin("Three.", settings: ["additional_directories": ["/etc"]])
                }
            }
        }
    }

    @Test("ALLOWED_HOSTS and ALLOWED_ORIGINS: whom the server answers, and whose pages may change things")
    func access() async throws {
        let agent: JSONValue = ["name": "Ada", "role": "Tester", "system_prompt": "You do what the task says."]
        let strange = ["host": "box.lan", "origin": "https://ui.example"]
        try await serving(["ALLOWED_HOSTS": "box.lan", "ALLOWED_ORIGINS": "https://ui.example"]) { server in
            try await server.request(.POST, "/api/agents", agent, headers: strange)
        }
        try await serving([:]) { server in
            await #expect(throws: RefusedRequest.self) {
                try await server.request(.POST, "/api/agents", agent, headers: strange)
            }
            await #expect(throws: RefusedRequest.self) {
                try await server.request(.POST, "/api/agents", agent, headers: ["origin": "https://ui.example"])
            }
            let agents = try await server.get("/api/agents")
            #expect(agents == [])
        }
    }

    @Test("LOG_LEVEL: how much is logged")
    func logLevel() async throws {
        try await serving(["LOG_LEVEL": "error"]) { server in #expect(!server.log.contains(" info ")) }
        try await serving(["LOG_LEVEL": "info"]) { server in #expect(server.log.contains(" info ")) }
    }

    @Test("EXECUTION_TIMEOUT ends an execution on any backend, EXECUTION_FALLBACK has the expert answer for it")
    func timeout() async throws {
        try await serving(["EXECUTION_FALLBACK": "expert"]) { server in
            let script: JSONValue = [["fail": ["cause": "authentication", "message": "no key"]]]
            let execution = try await server.execution(
                try await server.begin("One.", settings: ["script": script]), becomes: "completed")
            #expect(execution["degraded"] == true)
            #expect(execution["output"]?["fallback_reason"]?.stringValue?.contains("no key") == true)
        }
        try await serving(["EXECUTION_TIMEOUT": "1"]) { server in
            let execution = try await server.execution(
                try await server.begin("One.", settings: Self.slow), becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "timed_out")
        }
    }

    @Test("SKEIN_AUTH: whether a login is needed; SECRET_KEY signs it, ACCESS_TOKEN_EXPIRE_MINUTES bounds it")
    func login() async throws {
        let settings = [
            "SKEIN_AUTH": "required", "SECRET_KEY": "0123456789abcdef0123456789abcdef", "ACCESS_TOKEN_EXPIRE_MINUTES": "3",
        ]
        try await serving(settings) { server in
            let nobody = ["authorization": "Bearer nobody"]
            await #expect(throws: RefusedRequest.self) { try await server.request(.GET, "/api/agents", headers: nobody) }
            #expect(!FileManager.default.fileExists(atPath: server.data.appending(path: "secret.key").path))
            let login = try await server.request(
                .POST, "/api/auth/login", ["token": .string(server.adminToken ?? "")], headers: nobody)
            #expect(login["expires_in"] == 180)
            let own = ["authorization": "Bearer \(login["access_token"]?.stringValue ?? "")"]
            try await server.killAndRestart()
            let me = try await server.request(.GET, "/api/auth/me", headers: own)
            #expect(me["logged_in"] == true && me["by_password"] == false)
        }
    }

    @Test("SKEIN_BACKEND: what does the work; auto takes the expert where there is no CLI, and says so")
    func backend() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "auto"]) { server in
            #expect(try await server.get("/health")["backend"] == "expert")
            #expect(try await server.get("/health")["degraded"] == true)
            #expect(server.log.contains("no model is configured"))
            let execution = try await server.execution(try await server.begin("One."), becomes: "completed")
            #expect(execution["method"] == "expert_fallback")
            #expect(execution["degraded"] == true)
        }
    }

    @Test(
        "SKEIN_RETENTION_DAYS and SKEIN_RETENTION_SIZE: what is old, or too much, loses its outputs; SKEIN_… unset keeps all"
    )
    func retention() async throws {
        let settings: [String: JSONValue] = ["script": [["say": "Done."]]]
        func run(_ environment: [String: String], ageing: Bool) async throws -> JSONValue? {
            var output: JSONValue?
            try await serving(environment) { server in
                let id = try await server.begin("One.", settings: settings)
                try await server.execution(id, becomes: "completed")
                try await server.execution(try await server.begin("Two.", settings: settings), becomes: "completed")
                try await server.terminate()
                if ageing { try await Self.age(id, in: server.data.appending(path: "skein.db").path) }
                try await server.start()
                _ = try await server.request(.POST, "/api/prune")
                output = try await server.execution(id)["output"]
            }
            return output
        }
        #expect(try await run(["SKEIN_RETENTION_DAYS": "30"], ageing: true)?["pruned_at"] != nil)
        #expect(try await run(["SKEIN_RETENTION_DAYS": "30"], ageing: false)?["result"] == "Done.")
        #expect(try await run(["SKEIN_RETENTION_SIZE": "1KB"], ageing: false)?["pruned_at"] != nil)
        #expect(try await run([:], ageing: true)?["result"] == "Done.")
    }

    /// As if it had ended two months ago.
    private static func age(_ id: String, in path: String) async throws {
        let database = try SQLiteDatabase(path: path)
        try await database.write { try $0.run("UPDATE runs SET ended_at = ended_at - 5184000000 WHERE id = \(id)") }
        try database.close()
    }

    @Test("SKEIN_USER_RUNNING_LIMIT: how many executions one user has live; SKEIN_SECRETS_KEY_FILE: where the key lies")
    func limitAndKey() async throws {
        try await withTemporaryDirectory { directory in
            let key = directory.appending(path: "vault.key").path
            try await serving(["SKEIN_USER_RUNNING_LIMIT": "1", "SKEIN_SECRETS_KEY_FILE": key]) { server in
                let first = try await server.begin("One.", settings: Self.slow)
                let refusal = await #expect(throws: RefusedRequest.self) {
                    try await server.begin("Two.", settings: Self.slow)
                }
                #expect(refusal?.status == 429)
                try await server.abort(first)
                try await server.execution(first, becomes: "aborted")
                try await server.abort(try await server.begin("Three.", settings: Self.slow))
                try await server.request(.PUT, "/api/secrets/TOKEN", ["value": "the-value"])
                #expect(FileManager.default.fileExists(atPath: key))
                #expect(!FileManager.default.fileExists(atPath: server.data.appending(path: "secrets.key").path))
            }
        }
    }

    @Test("SKEIN_AUDIT_DAYS: entries that are older are removed, and only they")
    func auditDays() async throws {
        try await serving(["SKEIN_AUDIT_DAYS": "1"]) { server in
            for title in ["one", "two"] {
                try await server.request(.POST, "/api/tasks", ["title": .string(title), "description": "Do it."])
            }
            try await server.terminate()
            try await server.change("UPDATE audit_log SET at = 0 WHERE id = 1")
            try await server.start()
            try await eventually("the old entry to be gone") {
                let ids = try await server.get("/api/audit").arrayValue?.map { $0["id"]?.integerValue }
                return ids == [2] ? true : nil
            }
        }
    }

    @Test("SKEIN_CHILD_ENV: the server's own keys are refused by name")
    func childEnvironment() async throws {
        try await withTemporaryDirectory { home in
            for name in ["SECRET_KEY", "DATABASE_URL"] {
                let outcome = try await Command(environment: ["SKEIN_CHILD_ENV": "TERM,\(name)"], home: home).run("serve")
                #expect(
                    outcome.status != 0 && outcome.errors.contains("SKEIN_CHILD_ENV is 'TERM,\(name)'"), "\(outcome.errors)")
            }
        }
    }

    private func serving(_ environment: [String: String], _ body: (SkeinServer) async throws -> Void) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"].merging(environment) { $1 }, body)
    }
}
