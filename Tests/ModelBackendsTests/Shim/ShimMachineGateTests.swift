import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite struct ShimMachineGateTests {
    @Test("the hooks are registered before the model hears a word")
    func start() {
        var bench = MachineBench(begun: false)
        #expect(bench.start() == ["initialize"])
        #expect(bench.cli(CLILine.response("skein_1")) == ["say: Do it."])
    }

    @Test("a conversation that goes on with a deferred tool call is told nothing")
    func startWithoutPrompt() {
        var bench = MachineBench(prompt: nil, begun: false)
        #expect(bench.start() == ["initialize"])
        #expect(bench.cli(CLILine.response("skein_1")) == [])
    }

    @Test("a CLI that cannot register the hooks is ended before the model hears a word: no tool could be gated")
    func noHooks() {
        var bench = MachineBench(begun: false)
        _ = bench.start()
        let acts = bench.cli(CLILine.response("skein_1", error: "unsupported_request"))
        #expect(acts.contains("terminate"))
        #expect(!acts.contains { $0.hasPrefix("say") })
        guard case .unstarted(let reason) = bench.machine.ending else { Issue.record("\(bench.machine.ending)"); return }
        #expect(reason.contains("unsupported_request"))
    }

    @Test("everything recorded is durable before a tool may run, and after it has run")
    func syncBeforeEveryTool() {
        var bench = MachineBench()
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Read")) == ["sync", "proceed r1"])
        #expect(bench.cli(CLILine.postToolUse("r2", "t1", "Read")) == ["sync", "proceed r2"])
        #expect(bench.cli(CLILine.postToolUse("r3", "t1", "Read", "PostToolUseFailure")) == ["sync", "proceed r3"])
    }

    @Test("a call that needs a person is held: asked durably, answered with what the person says")
    func approval() {
        var bench = MachineBench()
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Write", ["p": 1])) == ["ask t1", "sync"])
        #expect(bench.answer("t1", true) == ["remember answer to t1", "sync", "allow r1"])
        _ = bench.cli(CLILine.preToolUse("r2", "t2", "Write", ["p": 1]))
        #expect(bench.answer("t2", true, input: ["p": 2]) == ["remember answer to t2", "sync", "allow r2 with {\"p\":2}"])
        _ = bench.cli(CLILine.preToolUse("r3", "t3", "Write"))
        #expect(bench.answer("t3", false, "not there") == ["remember answer to t3", "sync", "deny r3: not there"])
        _ = bench.cli(CLILine.preToolUse("r4", "t4", "Write"))
        #expect(
            bench.answer("t4", false) == ["remember answer to t4", "sync", "deny r4: The operator does not allow this."])
    }

    @Test("an answer to a question nobody asks, or a second answer, changes nothing")
    func strayAnswers() {
        var bench = MachineBench()
        #expect(bench.answer("t1", true) == [])
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        _ = bench.answer("t1", false)
        #expect(bench.answer("t1", true) == [])
    }

    @Test("a tool that is remembered is not asked about again, at either gate")
    func remembered() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        _ = bench.answer("t1", true, remember: true)
        #expect(bench.cli(CLILine.preToolUse("r2", "t2", "Write")) == ["sync", "allow r2"])
        #expect(bench.cli(CLILine.canUseTool("r3", "t3", "Write", ["a": 1])) == ["sync", "allow r3 with {\"a\":1}"])
        #expect(bench.cli(CLILine.preToolUse("r4", "t4", "Edit")) == ["ask t4", "sync"])
    }

    @Test("a tool remembered by an earlier process of the execution is not asked about again")
    func rememberedBefore() {
        var bench = MachineBench(remembered: ["Write"])
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Write")) == ["sync", "allow r1"])
    }

    @Test("a denial is not remembered as a permission")
    func rememberedDenial() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        _ = bench.answer("t1", false, remember: true)
        #expect(bench.cli(CLILine.preToolUse("r2", "t2", "Write")) == ["ask t2", "sync"])
    }

    @Test("what the CLI's own rules stop is held too")
    func canUseTool() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Bash", ["command": "curl"]))
        #expect(bench.cli(CLILine.canUseTool("r2", "t1", "Bash", ["command": "curl"])) == ["ask t1", "sync"])
        #expect(bench.answer("t1", true) == ["remember answer to t1", "sync", "allow r2 with {\"command\":\"curl\"}"])
    }

    @Test("a call allowed before the process ended runs when the model makes it again, once")
    func approvedBefore() {
        let call = ClaudeToolCall(id: "old", name: "Bash", input: ["command": "curl"])
        var bench = MachineBench(approved: [call])
        #expect(
            bench.cli(CLILine.canUseTool("r1", "t1", "Bash", ["command": "curl"])) == [
                "sync", "allow r1 with {\"command\":\"curl\"}",
            ])
        #expect(bench.cli(CLILine.canUseTool("r2", "t2", "Bash", ["command": "curl"])) == ["ask t2", "sync"])
        #expect(bench.cli(CLILine.canUseTool("r3", "t3", "Bash", ["command": "rm"])) == ["ask t3", "sync"])
    }

    @Test("the same holds for a call that is stopped at the first gate")
    func approvedBeforeAtTheHook() {
        let call = ClaudeToolCall(id: "old", name: "Write", input: ["p": 1])
        var bench = MachineBench(approved: [call])
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Write", ["p": 1])) == ["sync", "allow r1"])
        #expect(bench.cli(CLILine.preToolUse("r2", "t2", "Write", ["p": 1])) == ["ask t2", "sync"])
    }

    @Test("a deferred call that was answered meanwhile is decided at once when it is asked about again")
    func answeredBefore() {
        let answer = InteractionAnswer(interactionID: "t1", isAllowed: true, updatedInput: ["p": 2])
        var bench = MachineBench(prompt: nil, answers: [answer])
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Write", ["p": 1])) == ["sync", "allow r1 with {\"p\":2}"])
    }

    @Test("the model's question is asked and its answer reaches the tool")
    func question() {
        var bench = MachineBench()
        let input = questionInput("Which?")
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "AskUserQuestion", input)) == ["ask t1", "sync"])
        let acts = bench.server(.answer(InteractionAnswer(interactionID: "t1", isAllowed: true, message: "the blue one")))
        #expect(acts.last?.contains("\"answers\":{\"Which?\":\"the blue one\"}") == true)
    }

    @Test("several calls of one message are gated one by one")
    func severalCalls() {
        var bench = MachineBench()
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Write")) == ["ask t1", "sync"])
        #expect(bench.cli(CLILine.preToolUse("r2", "t2", "Read")) == ["sync", "proceed r2"])
        #expect(bench.cli(CLILine.preToolUse("r3", "t3", "Write")) == ["ask t3", "sync"])
        #expect(bench.answer("t3", true) == ["remember answer to t3", "sync", "allow r3"])
        #expect(bench.answer("t1", false, "no") == ["remember answer to t1", "sync", "deny r1: no"])
    }

    @Test("a gate the CLI no longer wants answered is forgotten")
    func cancelled() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        #expect(bench.cli(CLILine.cancel("r1")) == [])
        #expect(bench.answer("t1", true) == [])
        #expect(bench.passes(3_600_000) == [])
    }

    @Test("a tool server that asks the user something is told that nobody answers, and what it does not know is refused")
    func otherRequests() {
        var bench = MachineBench()
        let elicitation: JSONValue = [
            "type": "control_request", "request_id": "r1",
            "request": ["subtype": "elicitation", "mcp_server_name": "old", "message": "Your name?"],
        ]
        #expect(bench.cli(elicitation) == ["note: old asked: Your name?. Nobody answers such questions.", "cancel r1"])
        let unknown: JSONValue = ["type": "control_request", "request_id": "r2", "request": ["subtype": "tomorrow"]]
        #expect(bench.cli(unknown) == ["refuse r2: tomorrow is not supported by this host"])
    }

    @Test(
        "garbage and unknown lines change nothing",
        arguments: [
            [:], ["type": "x"], ["type": "control_request"], ["type": "control_response"], ["type": "assistant"],
            ["type": "user"],
            ["type": "control_cancel_request"], ["type": "system"], ["type": "stream_event"],
        ] as [JSONValue])
    func garbage(line: JSONValue) {
        var bench = MachineBench()
        let acts = bench.cli(line)
        #expect(acts.allSatisfy { $0.hasPrefix("refuse") })
        #expect(bench.machine.phase == .working)
    }
}
