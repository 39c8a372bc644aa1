import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite("Tools that the caller offers, served by the shim") struct ShimMachineToolTests {
    private let offered = OfferedTools(
        [
            OfferedTool(
                "left", "Goes left.",
                inputSchema: ["type": "object", "required": ["why"], "properties": ["why": ["type": "string"]]],
                answer: "Gone left."),
            OfferedTool("right", "Goes right.", inputSchema: ["type": "object"], answer: "Gone right."),
        ], mostMistakes: 2)

    @Test("the CLI is told of the server, is greeted before the hooks are in place, and gets the list")
    func list() {
        var bench = MachineBench(offered: offered, begun: false)
        let greeting = bench.machine.start()
        guard case .send(let json) = greeting.first else { Issue.record("\(greeting)"); return }
        #expect(json["request"]?["sdkMcpServers"] == ["skein_host"])
        #expect(bench.cli(CLILine.hostTools("r1", "initialize", 0, ["protocolVersion": "v"])) == ["greet r1"])
        #expect(bench.cli(CLILine.response("skein_1")) == ["say: Do it."])
        #expect(bench.cli(CLILine.hostTools("r2", "notifications/initialized", nil)) == ["ok r2"])
        #expect(bench.cli(CLILine.hostTools("r3", "tools/list", 1)) == ["tools r3: left right"])
        #expect(bench.cli(CLILine.hostTools("r4", "resources/list", 2)) == ["unknown r4: -32601"])
    }

    @Test("a CLI that never asks for the tools is told of: its agent could not decide anything")
    func notListed() {
        var bench = MachineBench(offered: offered)
        let end = bench.cli(CLILine.result())
        #expect(end.first?.hasPrefix("note: This version of the Claude CLI did not ask") == true, "\(end)")
        var other = MachineBench(offered: offered)
        _ = other.cli(CLILine.hostTools("r1", "tools/list", 1))
        #expect(other.cli(CLILine.result()) == ["close input", "sync"])
    }

    @Test("without such tools nothing is said of a server")
    func none() {
        var bench = MachineBench(begun: false)
        guard case .send(let json) = bench.machine.start().first else { Issue.record("nothing was sent"); return }
        #expect(json["request"]?["sdkMcpServers"] == nil)
        #expect(bench.cli(CLILine.hostTools("r1", "tools/list", 1)) == ["refuse r1: No tools are offered."])
    }

    @Test("a call is recorded and durable before it is answered; the first counts, others are ignored, with no server alive")
    func first() {
        var bench = MachineBench(offered: offered)
        bench.servers(0)
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "mcp__skein_host__right")) == ["sync", "allow r1"])
        #expect(bench.cli(CLILine.call("r2", "t1", "right")) == ["keep t1 right counted", "sync", "answer r2: Gone right."])
        #expect(
            bench.cli(CLILine.call("r3", "t2", "left", ["why": "x"])) == [
                "keep t2 left ignored", "sync",
                "answer r3: Ignored: your call of right counts already. End your turn now.",
            ])
    }

    @Test("the same call, asked for again, is answered as it was and counts once")
    func idempotent() {
        let before = OfferedCall(id: "t1", tool: "right", input: [:], standing: .counted, answer: "Gone right.")
        var bench = MachineBench(offered: offered, calls: [before])
        #expect(bench.cli(CLILine.call("r1", "t1", "right")) == ["answer r1: Gone right."])
        #expect(bench.cli(CLILine.call("r2", "t2", "right")).first == "keep t2 right ignored")
    }

    @Test("a wrong call is an error to the model, and after too many none counts any more")
    func wrong() {
        var bench = MachineBench(offered: offered)
        let first = bench.cli(CLILine.call("r1", "t1", "left", ["why": 1]))
        #expect(first.first == "keep t1 left refused")
        #expect(first.last?.hasPrefix("wrong r1: Refused, because of the input: $.why should be") == true, "\(first)")
        #expect(bench.cli(CLILine.call("r2", "t2", "up")).last == "wrong r2: There is no tool 'up'. There are: left, right.")
        #expect(
            bench.cli(CLILine.call("r3", "t3", "right")).last
                == "wrong r3: Refused: too many calls were wrong. End your turn now.")
    }

    @Test("a process that is being ended hears nothing, so that its call is made again")
    func stopping() {
        var bench = MachineBench(offered: offered)
        _ = bench.server(.stop(.abort))
        #expect(bench.cli(CLILine.call("r1", "t1", "right")) == [])
        #expect(bench.machine.offeredCalls.isEmpty)
    }

    @Test("a pause does not hold such a call up: it does nothing that would have to wait")
    func pause() {
        var bench = MachineBench(offered: offered)
        _ = bench.server(.stop(.pauseAtStep))
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "mcp__skein_host__right")) == ["sync", "allow r1"])
    }
}

extension CLILine {
    /// A message to the host's server of tools.
    static func hostTools(_ id: String, _ method: String, _ number: Int64?, _ parameters: JSONValue = [:]) -> JSONValue {
        var message: [String: JSONValue] = ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
        message["id"] = number.map { .integer($0) }
        return [
            "type": "control_request", "request_id": .string(id),
            "request": ["subtype": "mcp_message", "server_name": "skein_host", "message": .object(message)],
        ]
    }

    static func call(_ id: String, _ use: String, _ tool: String, _ input: JSONValue = [:]) -> JSONValue {
        let meta: JSONValue = ["claudecode/toolUseId": .string(use)]
        return hostTools(id, "tools/call", 5, ["name": .string(tool), "arguments": input, "_meta": meta])
    }
}
