import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite struct ToolGateTests {
    @Test(
        "a tool waits for a person where no rule and no mode lets it run",
        arguments: [
            ("Write", .default, [], true), ("Edit", .manual, [], true), ("WebFetch", .default, [], true),
            ("mcp__time__now", .default, [], true),
            ("Write", .default, ["Write"], false), ("Edit", .default, ["Edit(src/**)"], false),
            ("mcp__time__now", .default, ["mcp__time"], false), ("mcp__time__now", .default, ["mcp__time__now"], false),
            ("mcp__time__now", .default, ["mcp__ti"], true), ("mcp__timer__now", .default, ["mcp__time"], true),
            ("Write", .acceptEdits, [], false), ("WebFetch", .acceptEdits, [], true),
            ("mcp__time__now", .acceptEdits, [], true),
            ("Write", .bypassPermissions, [], false), ("Write", .dontAsk, [], false), ("Write", .plan, [], false),
            ("Write", .auto, [], false),
            ("Read", .default, [], false), ("Bash", .default, [], false), ("Unheard", .default, [], false),
            ("AskUserQuestion", .default, [], true), ("AskUserQuestion", .bypassPermissions, ["AskUserQuestion"], true),
            ("ExitPlanMode", .plan, [], true),
        ] as [(String, ExecutionSettings.PermissionMode, [String], Bool)])
    func needsPerson(tool: String, mode: ExecutionSettings.PermissionMode, allowed: [String], waits: Bool) {
        #expect(ToolGate(policy: ToolPolicy(allowed: allowed, permissionMode: mode)).needsPerson(tool) == waits)
    }

    @Test("a tool that wants to run asks for approval; AskUserQuestion asks what it asks")
    func interactions() {
        let write = ToolGate.interaction(for: ClaudeToolCall(id: "t1", name: "Write", input: ["a": 1]))
        #expect(write == .approval(id: "t1", tool: "Write", input: ["a": 1]))
        let input = questionInput("Which one?", "How many?")
        let asked = ToolGate.interaction(for: ClaudeToolCall(id: "t2", name: "AskUserQuestion", input: input))
        #expect(asked.kind == .question)
        #expect(asked.message == "Which one?\nHow many?")
        #expect(asked.input == input)
    }

    @Test("the answer to a question reaches the tool under each question it asked")
    func answers() {
        let call = ClaudeToolCall(id: "t", name: "AskUserQuestion", input: questionInput("Which?", "How many?"))
        let text = InteractionAnswer(interactionID: "t", isAllowed: true, message: "the blue one")
        #expect(text.input(for: call)?["answers"] == ["Which?": "the blue one", "How many?": "the blue one"])
        let choices = InteractionAnswer(interactionID: "t", isAllowed: true, choices: ["Which?": "A", "How many?": "2"])
        #expect(choices.input(for: call)?["answers"] == ["Which?": "A", "How many?": "2"])
        let edited = InteractionAnswer(interactionID: "t", isAllowed: true, updatedInput: ["x": 1])
        #expect(edited.input(for: ClaudeToolCall(id: "t", name: "Write", input: [:])) == ["x": 1])
        let plain = InteractionAnswer(interactionID: "t", isAllowed: true)
        #expect(plain.input(for: ClaudeToolCall(id: "t", name: "Write", input: ["y": 2])) == nil)
    }
}
