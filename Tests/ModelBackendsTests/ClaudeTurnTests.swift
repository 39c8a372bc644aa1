import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite struct ClaudeTurnTests {
    @Test("what the CLI writes is told as it comes")
    func news() {
        var turn = ClaudeTurn()
        #expect(turn.hear(CLILine.initialized()) == [])
        #expect(turn.hear(CLILine.delta("Hel")) == [.event(.text("Hel"))])
        #expect(turn.hear(CLILine.delta("lo")) == [.event(.text("lo"))])
        #expect(turn.writtenText == "Hello")
        #expect(turn.hear(CLILine.text("Hello")) == [.event(.message("Hello"))])
        #expect(
            turn.hear(CLILine.toolUse("t1", "Read", ["file_path": "a"])) == [
                .event(.toolUse(id: "t1", name: "Read", input: ["file_path": "a"]))
            ])
        #expect(
            turn.hear(CLILine.toolResult("t1", "content")) == [
                .event(.toolResult(id: "t1", content: "content", isError: false))
            ])
        #expect(turn.hear(CLILine.text("Done.")) == [.event(.message("Done."))])
        #expect(turn.writtenText == "Hello\n\nDone.")
        #expect(turn.model == "claude-opus-5-5")
        #expect(turn.begunAt == Timestamp(milliseconds: 1_790_000_000_000))
    }

    @Test("MCP servers that cannot be used are told of once, each with what to do")
    func lostServers() {
        var turn = ClaudeTurn()
        let line = CLILine.initialized(servers: [
            "clock": "connected", "ghost": "failed", "late": "pending", "vault": "needs-auth",
        ])
        let words = turn.hear(line).compactMap { news in
            if case .event(.warning(let text)) = news { text } else { nil }
        }
        #expect(words.count == 2)
        #expect(words.first?.contains("'ghost' could not be started or reached; see to its command or url") == true)
        #expect(words.last?.contains("'vault' asks for a login; give it a token in its headers") == true)
        #expect(turn.hear(line) == [])
    }

    @Test("a subagent's words are not the agent's own")
    func subagents() {
        var turn = ClaudeTurn()
        #expect(turn.hear(CLILine.text("inner", parent: "t1")) == [])
        #expect(turn.writtenText == "")
    }

    @Test("an API error that the CLI made a message of is no word of the model")
    func apiError() {
        var turn = ClaudeTurn()
        #expect(turn.hear(CLILine.apiError("rate_limit", "API Error")) == [])
        #expect(turn.apiError == "rate_limit")
        #expect(turn.writtenText == "")
    }

    @Test("a retry inside the CLI is told in words, and how long it waits is kept")
    func retries() {
        var turn = ClaudeTurn()
        #expect(
            turn.hear(CLILine.apiRetry(status: 529, delay: 1234))
                == [.event(.warning("The API answered 529 (overloaded); trying again in 1.2 s (attempt 1)."))])
        #expect(turn.retryDelay == 1234)
        #expect(
            turn.hear(CLILine.apiRetry(status: nil, delay: 600, error: "unknown"))
                == [.event(.warning("The API could not be reached; trying again in 0.6 s (attempt 1)."))])
    }

    @Test("garbage, unknown lines and the error stream say nothing")
    func garbage() {
        var turn = ClaudeTurn()
        #expect(turn.hear("Segmentation fault") == [])
        #expect(turn.hear(["type": "of a later version"]) == [])
        #expect(turn.hear("warning", from: .stderr) == [])
        #expect(turn.hear("started process 7", from: .shim) == [])
        #expect(turn.result == nil)
    }

    @Test("the cost of several results of one process, and of several processes, is added up, never counted twice")
    func usage() {
        var turn = ClaudeTurn()
        _ = turn.hear(CLILine.result(["total_cost_usd": 0.25]))
        #expect(turn.hear(CLILine.result(["total_cost_usd": 0.5])) == [.event(.usage(turn.usage))])
        #expect(turn.usage.costUSD == 0.5)
        turn.beginLeg()
        _ = turn.hear(CLILine.result(["total_cost_usd": 0.75]))
        #expect(turn.usage.costUSD == 0.75)
        #expect(turn.usage.inputTokens == 300)
        #expect(turn.turnCount == 3)
    }

    @Test("a process that dies without a result has still used the tokens that its stream tells; their price is unknown")
    func usageWithoutResult() {
        var turn = ClaudeTurn([
            CLILine.messageStart(input: 50), CLILine.delta("x"), CLILine.messageDelta(stop: "tool_use", output: 7),
        ])
        #expect(turn.usage == Usage(inputTokens: 50, outputTokens: 7, cacheReadTokens: nil, cacheWriteTokens: nil))
        turn.beginLeg()
        _ = turn.hear(CLILine.messageStart(input: 60))
        #expect(turn.usage.inputTokens == 110)
        #expect(turn.usage.outputTokens == 8)
        _ = turn.hear(CLILine.result())
        #expect(
            turn.usage == Usage(inputTokens: 150, outputTokens: 27, cacheReadTokens: 3, cacheWriteTokens: 4, costUSD: 0.25))
    }

    @Test("a result counts only until another turn begins")
    func resultOfThisTurn() {
        var turn = ClaudeTurn([CLILine.result()])
        #expect(turn.result != nil)
        _ = turn.hear(["type": "system", "subtype": "session_state_changed", "state": "idle"])
        #expect(turn.result != nil)
        _ = turn.hear(CLILine.initialized())
        #expect(turn.result == nil)
    }

    @Test("a tool that was let go on is open until it has answered; one that was stopped never is")
    func openCalls() {
        var turn = ClaudeTurn([CLILine.preToolUse("r1", "t1", "Bash", ["command": "x"])])
        #expect(turn.decisions.openCalls.isEmpty)
        _ = turn.hear(ClaudeControl.proceed("r1"), from: .host)
        #expect(turn.decisions.openCalls == [ClaudeToolCall(id: "t1", name: "Bash", input: ["command": "x"])])
        _ = turn.hear(CLILine.postToolUse("r2", "t1", "Bash"))
        #expect(turn.decisions.openCalls.isEmpty)
        for stop in [ClaudeControl.decide("r3", .deny("no")), ClaudeControl.decide("r3", .defer)] {
            _ = turn.hear(CLILine.preToolUse("r3", "t3", "Write"))
            _ = turn.hear(stop, from: .host)
            #expect(turn.decisions.openCalls.isEmpty)
        }
        _ = turn.hear(CLILine.preToolUse("r4", "t4", "Write"))
        _ = turn.hear(ClaudeControl.decide("r4", .allow(updatedInput: nil)), from: .host)
        _ = turn.hear(CLILine.toolResult("t4", "failed", isError: true))
        #expect(turn.decisions.openCalls.isEmpty)
    }

    @Test("a tool that waits at its second gate has not begun")
    func secondGate() {
        var turn = ClaudeTurn([CLILine.preToolUse("r1", "t1", "Bash")])
        _ = turn.hear(ClaudeControl.proceed("r1"), from: .host)
        _ = turn.hear(CLILine.canUseTool("r2", "t1", "Bash"))
        #expect(turn.decisions.openCalls.isEmpty)
        _ = turn.hear(ClaudeControl.allow("r2", input: ["command": "edited"]), from: .host)
        #expect(turn.decisions.openCalls.map(\.input) == [["command": "edited"]])
    }

    @Test("a question is told, and open until it is decided")
    func questions() throws {
        var turn = ClaudeTurn([CLILine.preToolUse("r1", "t1", "Write")])
        let question = Interaction.approval(id: "t1", tool: "Write", input: [:])
        let asked = try JSONValue(parsing: JSONCoding.encode(["asked": question]).utf8)
        #expect(turn.hear(asked, from: .shim) == [.question(question)])
        #expect(turn.decisions.openQuestions == [question])
        _ = turn.hear(ClaudeControl.decide("r1", .allow(updatedInput: nil)), from: .host)
        #expect(turn.decisions.openQuestions.isEmpty)
    }

    @Test("an answer that the model had finished is known even where its result never came")
    func finishedAnswer() {
        var turn = ClaudeTurn([
            CLILine.messageStart(input: 1), CLILine.delta("Do"), CLILine.text("Done."),
            CLILine.messageDelta(stop: "end_turn", output: 2),
        ])
        #expect(turn.finishedAnswer == "Done.")
        _ = turn.hear(CLILine.messageStart(input: 1))
        #expect(turn.finishedAnswer == nil)
        turn = ClaudeTurn([
            CLILine.messageStart(input: 1), CLILine.text("Let me see."), CLILine.messageDelta(stop: "tool_use", output: 2),
        ])
        #expect(turn.finishedAnswer == nil)
        turn = ClaudeTurn([
            CLILine.messageStart(input: 1), CLILine.text("Half"), CLILine.messageDelta(stop: "max_tokens", output: 2),
        ])
        #expect(turn.finishedAnswer == nil)
    }
}
