import Domain
import Foundation
import TestSupport
import Testing

/// Every way a call of the real CLI can fail ends in its own state, with its cause and what had been written.
@Suite("The real CLI fails", .realClaude, .timeLimit(.minutes(20)))
struct FailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let cause: String
        let turns: [FakeTurn]
        var settings: [String: JSONValue] = [:]
        /// Stands in the error message.
        let says: String
        var exitStatus: Int64? = 1
        /// What had been written before.
        var partial: String?

        var testDescription: String { cause }
    }

    private static let schema: JSONValue = [
        "type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"], "additionalProperties": false,
    ]

    static let cases = [
        Case(
            cause: "invalid_request", turns: [.fails(400, "invalid_request_error", "that is no request")],
            says: "that is no request"),
        Case(
            cause: "authentication", turns: [.fails(401, "authentication_error", "invalid x-api-key")],
            says: "Invalid API key"),
        Case(
            cause: "billing",
            turns: [.fails(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.")],
            says: "redit balance"),
        Case(cause: "model_not_found", turns: [.fails(404, "not_found_error", "model: nonesuch")], says: "model"),
        Case(cause: "rate_limited", turns: [.fails(429, "rate_limit_error", "slow down")], says: "slow down"),
        Case(cause: "api_error", turns: [.fails(500, "api_error", "broken inside")], says: "500"),
        Case(cause: "overloaded", turns: [.fails(529, "overloaded_error", "Overloaded")], says: "529"),
        Case(
            cause: "max_turns", turns: [.uses("Bash", ["command": "true", "description": "do"], saying: "First this.")],
            settings: ["max_turns": 1], says: "turn limit", partial: "First this."),
        Case(
            cause: "budget",
            turns: [
                FakeTurn.uses("Bash", ["command": "true", "description": "do"], saying: "First this.")
                    .costing(input: 1_000_000, output: 10),
                .says("unreached"),
            ], settings: ["max_budget_usd": 0.5], says: "money limit", partial: "First this."),
        Case(
            cause: "schema_unmet", turns: [.says("I will not."), .says("I still will not.")],
            settings: ["output_schema": schema], says: "structured output", exitStatus: 0, partial: "I will not."),
        Case(
            cause: "schema_unmet", turns: Array(repeating: .hands(in: ["n": "no number"]), count: 8),
            settings: ["output_schema": schema], says: "must be integer"),
    ]

    @Test("a failure ends the execution as failed, with its cause", arguments: cases)
    func failure(_ failing: Case) async throws {
        try await ClaudeBed.with { bed in
            bed.api.script("fails", failing.turns)
            let id = try await bed.server.begin(
                "Please do [fails].", settings: failing.settings, agent: ["tools": ["Bash"]])
            let execution = try await bed.server.execution(id, becomes: "failed")
            let details = execution["error_details"]
            #expect(details?["cause"]?.stringValue == failing.cause, "\(execution.text)")
            #expect(execution["error_message"]?.stringValue?.contains(failing.says) == true, "\(execution.text)")
            #expect(details?["exit_status"]?.integerValue == failing.exitStatus, "\(execution.text)")
            if let partial = failing.partial {
                #expect(details?["partial_output"]?.stringValue?.contains(partial) == true, "\(execution.text)")
            }
            #expect(execution["output"] == [:])
            #expect(execution["degraded"] == false)
            let task = try await bed.server.get("/api/tasks/\(execution["task_id"]?.stringValue ?? "")")
            #expect(task["status"] == "failed")
        }
    }

    @Test("what may work later is tried again as often as is allowed, and each attempt is on record")
    func retries() async throws {
        try await ClaudeBed.with(["CLAUDE_CLI_MAX_RETRIES": "2"]) { bed in
            let id = try await bed.begin(
                "again", FakeTurn.says("Done.").failing(2, with: 529, "overloaded_error", "Overloaded"))
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "Done.")
            #expect(
                execution["api_calls_made"]?.arrayValue?.map { $0["outcome"] } == ["overloaded", "overloaded", "completed"])
            #expect(execution["usage"]?["output_tokens"] == 20)
            #expect(bed.kept("step_retried", of: id).count == 2)
            #expect(bed.api.requests(of: "again").count == 3)
        }
    }

    @Test("a refusal that says when to come back is not tried again before")
    func retryAfter() async throws {
        let environment = ["CLAUDE_CLI_MAX_RETRIES": "1", "CLAUDE_CODE_MAX_RETRIES": "1"]
        try await ClaudeBed.with(environment) { bed in
            let id = try await bed.begin(
                "later",
                FakeTurn.says("Done.").failing(2, with: 429, "rate_limit_error", "slow down", retryAfter: 4))
            try await bed.server.execution(id, becomes: "completed")
            let retried = try #require(bed.kept("step_retried", of: id).first?["data"])
            let ended = try #require(retried["ended_at"]?.stringValue.flatMap(Timestamp.init))
            let again = try #require(retried["retry_at"]?.stringValue.flatMap(Timestamp.init))
            #expect(again.milliseconds - ended.milliseconds >= 3900)
            #expect(bed.api.requests(of: "later").count == 3)
        }
    }

    @Test("what can never work is not tried again")
    func noRetry() async throws {
        try await ClaudeBed.with(["CLAUDE_CLI_MAX_RETRIES": "3"]) { bed in
            let id = try await bed.begin("never", .fails(401, "authentication_error", "invalid x-api-key"))
            try await bed.server.execution(id, becomes: "failed")
            #expect(bed.api.requests(of: "never").count == 1)
        }
    }

    @Test("an agent that gives no sign of life is ended, and what it had written is kept")
    func inactive() async throws {
        try await ClaudeBed.with(["CLAUDE_CLI_TIMEOUT": "8"]) { bed in
            let id = try await bed.begin("stall", FakeTurn.says("one two three four").stalling())
            let execution = try await bed.server.execution(id, becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "inactive")
            #expect(execution["error_details"]?["partial_output"]?.stringValue?.hasPrefix("one") == true)
        }
    }

    @Test("an execution whose time is up is ended, with its tools", arguments: ["agent", "start", "server"])
    func timedOut(saidBy place: String) async throws {
        try await ClaudeBed.with(place == "server" ? ["EXECUTION_TIMEOUT": "20"] : [:]) { bed in
            let id = try await bed.begin(
                "slow",
                .uses("Bash", ["command": "while true; do sleep 0.1; done", "description": "wait"], saying: "Well."),
                settings: place == "agent" ? ["timeout": 20] : [:], agent: ["tools": ["Bash"]],
                start: place == "start" ? ["timeout": 20] : [:])
            let execution = try await bed.server.execution(id, becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "timed_out")
            #expect(execution["error_details"]?["partial_output"] == "Well.")
        }
    }

    @Test("a CLI that is killed has failed, is tried again, and goes on with its conversation")
    func killed() async throws {
        try await ClaudeBed.with(["CLAUDE_CLI_MAX_RETRIES": "1"]) { bed in
            let gate = FakeGate()
            let id = try await bed.begin("killed", FakeTurn.says("one two three four").held(midwayBy: gate))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            for pid in bed.server.agentProcesses { kill(pid, SIGKILL) }
            gate.open()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["api_calls_made"]?.arrayValue?.map { $0["outcome"] } == ["killed", "completed"])
            let sessions = Set(execution["api_calls_made"]?.arrayValue?.compactMap { $0["session_id"]?.stringValue } ?? [])
            #expect(sessions.count == 1)
        }
    }

    @Test("an answer whose connection is cut in the middle is no answer")
    func cut() async throws {
        // Else the CLI asks once more by itself, without a stream, which is no failure.
        try await ClaudeBed.with(["CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK": "1"]) { bed in
            let id = try await bed.begin("cut", FakeTurn.says("one two three four").cut())
            let execution = try await bed.server.execution(id, becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "connection")
            #expect(execution["output"] == [:])
        }
    }

    @Test("after a failure for good the expert answers, marked as degraded, where the operator wants that")
    func fallback() async throws {
        try await ClaudeBed.with(["EXECUTION_FALLBACK": "expert"]) { bed in
            let id = try await bed.begin("expert", .fails(401, "authentication_error", "invalid x-api-key"))
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["method"] == "expert_fallback")
            #expect(execution["degraded"] == true)
            #expect(execution["output"]?["fallback_reason"]?.stringValue?.contains("authentication") == true)
        }
    }
}
