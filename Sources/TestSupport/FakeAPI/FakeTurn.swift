public import Domain

/// What the fake API answers to one request of a conversation.
public struct FakeTurn: Sendable {
    enum Block: Sendable {
        case text(String)
        case thinking(String)
        case tool(name: String, input: JSONValue)
    }

    enum Ending: Sendable {
        case whole
        /// Half of the answer, then nothing more.
        case stalls
        /// Half of the answer, then the connection is cut.
        case cut
    }

    /// An HTTP error.
    struct Failure: Sendable {
        let status: Int
        let type: String
        let message: String
        let retryAfter: Int?
    }

    var blocks: [Block] = []
    var ending = Ending.whole
    /// The first requests for this turn get these; the next one gets the answer.
    var failures: [Failure] = []
    /// Passed before the first byte.
    var gate: FakeGate?
    /// Passed in the middle of the first text.
    var midway: FakeGate?
    var inputTokens = 100
    var outputTokens = 20

    public static func says(_ text: String) -> FakeTurn {
        FakeTurn(blocks: [.text(text)])
    }

    public static func thinks(_ thought: String, thenSays text: String) -> FakeTurn {
        FakeTurn(blocks: [.thinking(thought), .text(text)])
    }

    public static func uses(_ tool: String, _ input: JSONValue, saying text: String? = nil) -> FakeTurn {
        FakeTurn(blocks: (text.map { [.text($0)] } ?? []) + [.tool(name: tool, input: input)])
    }

    /// Several calls in one message.
    public static func usesAtOnce(_ tools: [(name: String, input: JSONValue)]) -> FakeTurn {
        FakeTurn(blocks: tools.map { .tool(name: $0.name, input: $0.input) })
    }

    /// An answer by the schema that was asked for.
    public static func hands(in output: JSONValue) -> FakeTurn {
        .uses("StructuredOutput", output)
    }

    /// Refuses every request for this turn.
    public static func fails(
        _ status: Int, _ type: String = "api_error", _ message: String = "scripted", retryAfter: Int? = nil
    ) -> FakeTurn {
        says("unreached").failing(.max, with: status, type, message, retryAfter: retryAfter)
    }

    /// Refuses the first so many requests.
    public func failing(
        _ times: Int, with status: Int, _ type: String = "api_error", _ message: String = "scripted", retryAfter: Int? = nil
    ) -> FakeTurn {
        var turn = self
        let failure = Failure(status: status, type: type, message: message, retryAfter: retryAfter)
        turn.failures += Array(repeating: failure, count: min(times, 1000))
        return turn
    }

    /// Does not begin before the gate is open.
    public func held(by gate: FakeGate) -> FakeTurn {
        with { $0.gate = gate }
    }

    /// Stops in the middle of its text until the gate is open.
    public func held(midwayBy gate: FakeGate) -> FakeTurn {
        with { $0.midway = gate }
    }

    public func stalling() -> FakeTurn {
        with { $0.ending = .stalls }
    }

    public func cut() -> FakeTurn {
        with { $0.ending = .cut }
    }

    public func costing(input: Int, output: Int) -> FakeTurn {
        with { turn in
            turn.inputTokens = input
            turn.outputTokens = output
        }
    }

    private func with(_ change: (inout FakeTurn) -> Void) -> FakeTurn {
        var turn = self
        change(&turn)
        return turn
    }
}
