import Agents
import Domain
import Testing

@testable import ModelBackends

/// The rule of truth as a table: what the process wrote, how it ended, and what that means.
@Suite struct ClaudeVerdictTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        var lines: [JSONValue] = [CLILine.result()]
        var outcome = ShimOutcome.sample()
        var schema = false
        let verdict: String

        var testDescription: String { name }
    }

    @Test("a finished process means", arguments: completions + limits + apiFailures + oddEnds + stops)
    func verdict(row: Row) {
        let call = ModelCall.sample { if row.schema { $0.outputSchema = ["type": "object"] } }
        let verdict = ClaudeVerdict(call: call, turn: ClaudeTurn(row.lines), outcome: row.outcome)
        #expect(verdict.word == row.verdict)
    }

    static let completions = [
        Row(name: "status 0, a result, no error, completed: completed", verdict: "completed: Done."),
        Row(
            name: "an old version that names no reason: completed", lines: [CLILine.result(reason: nil)],
            verdict: "completed: Done."),
        Row(
            name: "the structured output that was asked for: completed",
            lines: [CLILine.result(["structured_output": ["n": 1]])], schema: true, verdict: "completed: Done. {\"n\":1}"),
        Row(
            name: "an answer that is empty: completed, and nothing made up", lines: [CLILine.result(text: "")],
            verdict: "completed: "),
        Row(
            name: "two results: the last one counts",
            lines: [CLILine.result(text: "First."), CLILine.result(text: "Second.")], verdict: "completed: Second."),
        Row(
            name: "it would not end after its result and was made to: its result counts",
            outcome: .sample(.overstayed, exitStatus: 143), verdict: "completed: Done."),
        Row(
            name: "asked to pause but done before that: completed", outcome: .sample(.paused), verdict: "completed: Done."),
        Row(
            name: "asked to abort but done before that: completed", outcome: .sample(.aborted), verdict: "completed: Done."),
    ]

    static let limits = [
        Row(
            name: "turn limit",
            lines: [
                CLILine.result(
                    "error_max_turns", isError: true, reason: "max_turns", text: nil,
                    ["errors": ["Reached maximum number of turns (2)"]])
            ], outcome: .sample(exitStatus: 1), verdict: "max_turns"),
        Row(
            name: "money limit",
            lines: [
                CLILine.result(
                    "error_max_budget_usd", isError: true, reason: "budget_exhausted", text: nil,
                    ["errors": ["Reached maximum budget ($0.5)"]])
            ], outcome: .sample(exitStatus: 1), verdict: "budget"),
        Row(
            name: "schema never met",
            lines: [
                CLILine.result(
                    "error_max_structured_output_retries", isError: true, reason: "structured_output_retry_exhausted",
                    text: nil)
            ], outcome: .sample(exitStatus: 1), schema: true, verdict: "schema_unmet"),
        Row(
            name: "the model never gives the structured output and the CLI calls it success: failed", schema: true,
            verdict: "schema_unmet"),
        Row(
            name: "structured output that is null is none", lines: [CLILine.result(["structured_output": .null])],
            schema: true,
            verdict: "schema_unmet"),
        Row(name: "wall clock", lines: [], outcome: .sample(.timedOut, exitStatus: 143), verdict: "timed_out"),
        Row(
            name: "wall clock, in the middle of a turn that was interrupted for it", lines: [Self.interrupted],
            outcome: .sample(.timedOut, exitStatus: 1), verdict: "timed_out"),
        Row(name: "silence", lines: [], outcome: .sample(.inactive, exitStatus: nil, signal: 9), verdict: "inactive"),
    ]

    static func apiFailure(_ status: Int?, _ error: String, _ text: String, reason: String = "api_error") -> [JSONValue] {
        [
            CLILine.apiError(error, text),
            CLILine.result(
                isError: true, reason: reason, text: text, ["api_error_status": status.map { .integer(Int64($0)) } ?? .null]),
        ]
    }

    static func apiRow(
        _ name: String, _ status: Int?, _ error: String, _ text: String = "API Error", reason: String = "api_error",
        exitStatus: Int = 1, means verdict: String
    ) -> Row {
        Row(
            name: name, lines: apiFailure(status, error, text, reason: reason), outcome: .sample(exitStatus: exitStatus),
            verdict: verdict)
    }

    static let apiFailures = [
        apiRow("an API failure behind the subtype success", 500, "server_error", means: "api_error"),
        apiRow(
            "the same from an old version that ends with status 0", 529, "server_error", exitStatus: 0, means: "overloaded"),
        apiRow("overloaded", 529, "server_error", means: "overloaded"),
        apiRow("too many requests", 429, "rate_limit", means: "rate_limited"),
        apiRow("a wrong key", 401, "authentication_failed", means: "authentication"),
        apiRow("a forbidden key", 403, "unknown", means: "authentication"),
        apiRow(
            "not logged in at all", nil, "authentication_failed", "Not logged in · Please run /login",
            means: "authentication"),
        apiRow("no credit, which comes as a 400", 400, "billing_error", "Credit balance is too low", means: "billing"),
        apiRow("payment required", 402, "unknown", means: "billing"),
        apiRow("no such model", 404, "model_not_found", means: "model_not_found"),
        apiRow("no such model, said only by the status", 404, "unknown", means: "model_not_found"),
        apiRow("too large", 413, "invalid_request", reason: "image_error", means: "prompt_too_long"),
        apiRow("a bad request", 400, "unknown", means: "invalid_request"),
        apiRow("a prompt that does not fit", 400, "invalid_request", reason: "prompt_too_long", means: "prompt_too_long"),
        apiRow(
            "a prompt that does not fit, without a status", nil, "invalid_request", reason: "prompt_too_long",
            means: "prompt_too_long"),
        apiRow("a server error without a number", nil, "server_error", means: "api_error"),
        apiRow("no connection", nil, "unknown", "API Error: Connection refused (ECONNREFUSED)", means: "connection"),
        apiRow(
            "a name that cannot be resolved", nil, "unknown", "API Error: Unable to connect to API (ENOTFOUND)",
            means: "connection"),
    ]

    static let interrupted = CLILine.result("error_during_execution", isError: true, reason: "aborted_streaming", text: nil)
    static let deferred = CLILine.result(
        reason: "tool_deferred", text: "", ["deferred_tool_use": ["id": "toolu_9", "name": "Write", "input": [:]]])

    static let oddEnds = [
        Row(name: "status 0 without a result", lines: [], verdict: "no_result"),
        Row(name: "status 1 without a result", lines: [], outcome: .sample(exitStatus: 1), verdict: "no_result"),
        Row(
            name: "garbage instead of a result", lines: ["this is not it", ["type": "unheard of"], 7],
            verdict: "no_result"),
        Row(
            name: "a success that does not exit with 0", outcome: .sample(exitStatus: 1), verdict: "unknown_ending"),
        Row(
            name: "killed by a signal before any result", lines: [], outcome: .sample(exitStatus: nil, signal: 9),
            verdict: "killed"),
        Row(
            name: "killed by a signal after its result: the answer is there and counts",
            outcome: .sample(exitStatus: nil, signal: 9), verdict: "completed: Done."),
        Row(
            name: "a first result, then killed in a second turn", lines: [CLILine.result(), CLILine.initialized()],
            outcome: .sample(exitStatus: nil, signal: 9), verdict: "killed"),
        Row(
            name: "a terminal reason nobody knows", lines: [CLILine.result(reason: "moon_phase")], verdict: "unknown_ending"),
        Row(
            name: "an error nobody knows",
            lines: [CLILine.result("error_of_tomorrow", isError: true, reason: nil, text: nil)],
            outcome: .sample(exitStatus: 1), verdict: "unknown_ending"),
        Row(
            name: "is_error without a class", lines: [CLILine.result(isError: true, reason: "model_error")],
            outcome: .sample(exitStatus: 1), verdict: "unknown_ending"),
        Row(
            name: "a session the CLI does not know",
            lines: [
                CLILine.result(
                    "error_during_execution", isError: true, reason: nil, text: nil,
                    ["errors": ["No conversation found with session ID: session-1"]])
            ], outcome: .sample(exitStatus: 1), verdict: "unknown_ending"),
        Row(
            name: "ended with the machine's services", lines: [], outcome: .sample(.terminated, exitStatus: 143),
            verdict: "killed"),
        Row(
            name: "never started", lines: [], outcome: .sample(.unstarted("cannot start /bin/claude"), exitStatus: nil),
            verdict: "spawn"),
        Row(
            name: "deferred though nobody paused or asked", lines: [deferred], verdict: "paused toolu_9"),
        Row(
            name: "deferred a second time, which names no reason",
            lines: [CLILine.result(reason: nil, text: "", ["deferred_tool_use": ["id": "toolu_9"]])],
            outcome: .sample(.paused), verdict: "paused toolu_9"),
    ]

    static let asked = Interaction.approval(id: "toolu_7", tool: "Bash", input: ["command": "x"])

    static let stops = [
        Row(name: "paused before a tool", lines: [deferred], outcome: .sample(.paused), verdict: "paused toolu_9"),
        Row(name: "paused at once", lines: [interrupted], outcome: .sample(.paused, exitStatus: 1), verdict: "paused -"),
        Row(name: "paused by a signal", lines: [], outcome: .sample(.paused, exitStatus: 143), verdict: "paused -"),
        Row(name: "aborted", lines: [interrupted], outcome: .sample(.aborted, exitStatus: 1), verdict: "aborted"),
        Row(
            name: "aborted and killed", lines: [], outcome: .sample(.aborted, exitStatus: nil, signal: 9), verdict: "aborted"
        ),
        Row(
            name: "parked with a question that could be deferred", lines: [deferred],
            outcome: .sample(.asked(.approval(id: "toolu_9", tool: "Write", input: [:]))), verdict: "asked toolu_9 toolu_9"),
        Row(
            name: "parked with a question that had to be withheld", lines: [interrupted],
            outcome: .sample(.asked(asked), exitStatus: 1), verdict: "asked toolu_7 withheld Bash"),
    ]

    @Test(
        "a failure says everything that is known: exit status, error stream, partial output, cost, wait, whether it can go on"
    )
    func failure() throws {
        let lines =
            [CLILine.text("Half of it."), CLILine.apiRetry(status: 429, delay: 3400)]
            + Self.apiFailure(429, "rate_limit", "Slow down")
        let verdict = ClaudeVerdict(
            call: .sample { $0.model = "sonnet" }, turn: ClaudeTurn(lines),
            outcome: .sample(exitStatus: 1, stderr: "warn\nbad\n"))
        let error = try #require(throws: ModelBackendError.self) { try verdict.reply() }
        #expect(error.cause == .rateLimited)
        #expect(error.message == "Slow down")
        #expect(error.partialOutput == "Half of it.")
        #expect(error.exitStatus == 1)
        #expect(error.stderrTail == "warn\nbad\n")
        #expect(error.retryAfter == 3.4)
        #expect(error.isResumable)
        #expect(error.call.usage.costUSD == 0.25)
        #expect(error.call.model == "sonnet")
        #expect(error.call.outcome == "rate_limited")
        #expect(error.call.sessionID == "session-1")
    }

    @Test("no failure of any kind ever carries made-up text")
    func nothingMadeUp() throws {
        for row in Self.limits + Self.apiFailures + Self.oddEnds {
            let verdict = ClaudeVerdict(call: .sample(), turn: ClaudeTurn(row.lines), outcome: row.outcome)
            guard case .failure(let error) = Result(catching: { try verdict.reply() }) else { continue }
            #expect((error as? ModelBackendError)?.partialOutput == nil, "\(row.name)")
        }
    }
}

extension ClaudeTurn {
    /// What a process came to that wrote these lines.
    init(_ lines: [JSONValue]) {
        self.init()
        for (index, line) in lines.enumerated() { _ = hear(line, at: Int64(index)) }
    }

    mutating func hear(_ line: JSONValue, from source: SpoolRecord.Source = .cli, at offset: Int64 = 0) -> [TurnNews] {
        let bytes =
            line.objectValue == nil
            ? SpoolRecord.bytes(at: 1_790_000_000_000 + offset, source, text: line.stringValue ?? line.text)
            : SpoolRecord.bytes(at: 1_790_000_000_000 + offset, source, object: line.text.utf8)
        return SpoolRecord(bytes.dropLast()).map { take($0) } ?? []
    }
}

extension ClaudeVerdict {
    fileprivate var word: String {
        do throws(ModelBackendError) {
            let reply = try reply()
            switch reply.ending {
            case .completed: return "completed: \(reply.text)\(reply.structured.map { " \($0.text)" } ?? "")"
            case .paused(let token): return "paused \(ResumeToken(token)?.deferredToolUseID ?? "-")"
            case .asked(let interaction, let token):
                let token = ResumeToken(token)
                let place = token?.deferredToolUseID ?? token?.withheldCall.map { "withheld \($0.name)" } ?? "-"
                return "asked \(interaction.id) \(place)"
            case .aborted: return "aborted"
            }
        } catch {
            return error.cause.rawValue
        }
    }
}
