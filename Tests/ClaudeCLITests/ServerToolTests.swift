import Domain
import ModelBackends
import NIOHTTP1
import TestSupport
import Testing

@Suite("Tools of MCP servers", .realClaude, .timeLimit(.minutes(10))) struct ServerToolTests {
    @Test("the real CLI uses a real MCP server, which gets the agent's secret and ends with the call")
    func server() async throws {
        let path = try await timeServer()
        try await ClaudeBed.with { bed in
            let server = bed.server
            try await server.request(.PUT, "/api/secrets/CLOCK_TOKEN", ["value": "tick-tock-token"])
            let gate = FakeGate()
            let use = FakeTurn.uses(
                "mcp__clock__convert_time",
                ["source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"])
            let clock: JSONValue = ["command": .string(path), "env": ["TOKEN": "${CLOCK_TOKEN}"]]
            let id = try await bed.begin(
                "clock", use, .says("It is evening there.").held(midwayBy: gate),
                settings: ["mcp_servers": ["clock": clock]], agent: ["tools": ["mcp__clock__convert_time"]])
            let result = try await server.events.first("tool_result", of: id)
            let told = result["data"]?["content"]?.stringValue ?? ""
            #expect(told.contains("T21:00:00+09:00"), "\(told)")
            let tokens = server.agentProcesses.compactMap { ProcessTree.variable("TOKEN", of: $0) }
            #expect(tokens == ["tick-tock-token"], "one process has it, under the name that the agent's settings give")
            gate.open()
            try await server.execution(id, becomes: "completed")
            try await eventually("the MCP server to end") { server.agentProcesses.isEmpty ? true : nil }
            // The configuration that the CLI was given holds the name.
            let files = try server.files(holding: ["tick-tock-token"])
            #expect(files.isEmpty, "\(files)")
        }
    }

    private func timeServer() async throws -> String {
        do {
            return try await TimeServer.path()
        } catch {
            try Test.cancel("\(error)")
        }
    }

    @Test("an MCP server that cannot be started is named, and the work is done without it")
    func missing() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin(
                "missing", .says("Done without."),
                settings: ["mcp_servers": ["ghost": ["command": "/nowhere/ghost"]]])
            let execution = try await bed.server.execution(id, becomes: "completed")
            let told = bed.server.events.all.map(\.text).joined()
            #expect(told.contains("ghost"), "\(execution.text)\n\(told)")
        }
    }
}
