import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("Secrets of agents", .timeLimit(.minutes(10))) struct SecretTests {
    private static let value = "tops3cret/value+of=Ada"
    private static let base64 = Data(value.utf8).base64EncodedString()

    @Test("an agent that prints its secret, whole, in pieces and encoded, tells nobody")
    func printed() async throws {
        var fake = FakeClaude()
        fake.lines = [
            FakeClaude.initialized, FakeClaude.delta("It is {{DEPLOY_TOKEN<}}"), FakeClaude.delta("{{DEPLOY_TOKEN>}}, "),
            FakeClaude.delta("again {{DEPLOY_TOKEN}}"), FakeClaude.assistant("It is {{DEPLOY_TOKEN}}, \(Self.base64)."),
            "and as garbage: {{DEPLOY_TOKEN}}",
            FakeClaude.result(text: "The token is {{DEPLOY_TOKEN}}. {{ANTHROPIC_API_KEY}}"),
        ]
        fake.stderr = "DEBUG {{DEPLOY_TOKEN}}\n"
        try await with(fake, ["ANTHROPIC_API_KEY": "sk-ant-of-the-server"]) { server in
            try await server.request(.PUT, "/api/secrets/DEPLOY_TOKEN", ["value": .string(Self.value)])
            let frames = try await WebSocketClient.connect(to: server) { client in
                let id = try await server.begin("Do it.")
                let execution = try await server.execution(id, becomes: "completed")
                #expect(execution["output"]?["result"] == "The token is [secret:DEPLOY_TOKEN]. [secret:ANTHROPIC_API_KEY]")
                return try await Self.frames(&client, untilEndOf: id)
            }
            #expect(frames.contains("[secret:DEPLOY_TOKEN], "), "the live words come through, without the secret")
            try await Self.expectNothing(of: [Self.value, Self.base64, "sk-ant-of-the-server"], at: server, frames)
        }
    }

    @Test("a failure tells nobody either, and only the agents that a secret is for have it")
    func failed() async throws {
        var fake = FakeClaude()
        fake.lines = [FakeClaude.assistant("I have '{{DEPLOY_TOKEN}}' and")]
        fake.stderr = "cannot log in with {{DEPLOY_TOKEN}}\n"
        fake.exitStatus = 3
        try await with(fake) { server in
            let other = try await server.begin("Do it without.")
            let ada = try await server.execution(other, becomes: "failed")["agent_id"] ?? .null
            try await server.request(.PUT, "/api/secrets/DEPLOY_TOKEN", ["value": .string(Self.value), "agents": [ada]])
            let task = try await server.request(.POST, "/api/tasks", ["title": "T", "description": "With it."])
            let started = try await server.request(
                .POST, "/api/execution/start", ["task_id": task["id"] ?? .null, "agent_ids": [ada]])
            let with = try await server.execution(started["execution_id"]?.stringValue ?? "", becomes: "failed")
            #expect(with["error_details"]?["partial_output"] == "I have '[secret:DEPLOY_TOKEN]' and")
            #expect(with["error_details"]?["stderr_tail"]?.stringValue?.contains("with [secret:DEPLOY_TOKEN]") == true)
            let without = try await server.execution(try await server.begin("Not its."), becomes: "failed")
            #expect(without["error_details"]?["partial_output"] == "I have '' and")
            try await Self.expectNothing(of: [Self.value], at: server)
        }
    }

    @Test("without the key a run that needs the secret fails and says what to do; the server and other work go on")
    func keyless() async throws {
        var fake = FakeClaude()
        fake.lines = FakeClaude.answer("Done.")
        try await with(fake) { server in
            let id = try await server.begin("First.")
            let ada = try await server.execution(id, becomes: "completed")["agent_id"] ?? .null
            try await server.request(.PUT, "/api/secrets/DEPLOY_TOKEN", ["value": .string(Self.value), "agents": [ada]])
            let key = server.data.appending(path: "secrets.key")
            try await server.terminate()
            try FileManager.default.removeItem(at: key)
            try await server.start()
            try await Self.expectKeyless(server, ada, "is missing. Put it back from your backup")
            #expect(!FileManager.default.fileExists(atPath: key.path), "a new key would hide the loss")
            try Data(repeating: 7, count: 32).write(to: key)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
            try await Self.expectKeyless(server, ada, "the key is not the one it was encrypted with")
            #expect(server.log.contains("a secret cannot be used"))
            try await server.execution(try await server.begin("Somebody else's."), becomes: "completed")
        }
    }

    private static func expectKeyless(_ server: SkeinServer, _ agent: JSONValue, _ words: String) async throws {
        let task = try await server.request(.POST, "/api/tasks", ["title": "T", "description": "With it."])
        let started = try await server.request(
            .POST, "/api/execution/start", ["task_id": task["id"] ?? .null, "agent_ids": [agent]])
        let failed = try await server.execution(started["execution_id"]?.stringValue ?? "", becomes: "failed")
        #expect(failed["error_message"]?.stringValue?.contains(words) == true, "\(failed["error_message"]?.text ?? "")")
        #expect(failed["error_details"]?["cause"] == "configuration")
    }

    @Test(
        "the real CLI's tools and MCP servers have the secret, a kill -9 loses nothing of it, and it lies nowhere",
        .realClaude)
    func realTool() async throws {
        try await ClaudeBed.with { bed in
            let server = bed.server
            try await server.request(.PUT, "/api/secrets/DEPLOY_TOKEN", ["value": .string(Self.value)])
            let gate = FakeGate()
            let wait = "touch started; while [ ! -e go ]; do sleep 0.05; done; echo \"$DEPLOY_TOKEN\"; echo ${#DEPLOY_TOKEN}"
            let id = try await bed.begin(
                "secret", .uses("Bash", ["command": .string(wait), "description": "wait"]),
                .says("\(Self.value)").held(midwayBy: gate), agent: ["tools": ["Bash"]])
            try await eventually("the tool to run") { bed.file("started", of: id) }
            try await server.killAndRestart()
            try "".write(to: server.data.appending(path: "workspaces/\(id)/go"), atomically: true, encoding: .utf8)
            let result = try await server.events.first("tool_result", of: id)
            #expect(result["data"]?["content"]?.stringValue == "[secret:DEPLOY_TOKEN]\n\(Self.value.utf8.count)")
            gate.open()
            let execution = try await server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "[secret:DEPLOY_TOKEN]")
            try await Self.expectNothing(of: [Self.value], at: server)
        }
    }

    // MARK: - Looking everywhere

    private static func frames(_ client: inout WebSocketClient, untilEndOf id: String) async throws -> String {
        var frames = ""
        while let frame = try await client.next() {
            frames += frame.text + "\n"
            if frame["event"] == "completed", frame["data"]?["execution_id"]?.stringValue == id { break }
        }
        return frames
    }

    /// Neither in any file of the data directory, nor in the log, nor in what the API and the streams tell.
    private static func expectNothing(of values: [String], at server: SkeinServer, _ frames: String = "") async throws {
        var told = ["the log": server.log, "the streams": frames + server.events.all.map(\.text).joined()]
        let executions = try await server.get("/api/execution/status")
        told["/api/execution/status"] = executions.text
        for execution in executions.arrayValue ?? [] {
            let path = "/api/execution/\(execution["id"]?.stringValue ?? "")"
            for part in ["", "/events", "/steps"] { told[path + part] = try await server.get(path + part).text }
        }
        for path in ["/api/secrets", "/api/audit", "/api/agents", "/api/tasks"] {
            told[path] = try await server.get(path).text
        }
        for (place, text) in told {
            let plain = text.replacing("\\/", with: "/")
            #expect(!values.contains { plain.contains($0) }, "\(place) tells a secret: \(text)")
        }
        // The write-ahead log is a file there too.
        #expect(try server.files(holding: values).isEmpty)
    }

    private func with(
        _ fake: FakeClaude, _ environment: [String: String] = [:], _ body: (SkeinServer) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await ClaudeBed.with(environment, claude: try fake.install(in: directory)) { try await body($0.server) }
        }
    }
}
