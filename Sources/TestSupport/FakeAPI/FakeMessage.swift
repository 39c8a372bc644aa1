import Domain

/// One answer of the fake API, as a whole or as a stream of server-sent events.
struct FakeMessage {
    let turn: FakeTurn
    /// Unique among the API's answers.
    let id: String
    let model: String
    /// Begins the ids of its tool calls.
    let toolPrefix: String

    /// The answer to a request that does not stream.
    var whole: JSONValue {
        message(content: turn.blocks.enumerated().map { block($0.element, $0.offset, isWhole: true) }, stopReason)
    }

    /// What happens, in order.
    enum Beat {
        case event(String)
        /// The middle of the first text.
        case midway
    }

    /// The answer as it streams; an answer that stalls or is cut has only its first half.
    var beats: [Beat] {
        var beats = [event("message_start", ["message": message(content: [], nil)])]
        for (index, block) in turn.blocks.enumerated() { beats += self.beats(block, index) }
        beats.append(
            event(
                "message_delta",
                [
                    "delta": ["stop_reason": .string(stopReason), "stop_sequence": .null],
                    "usage": ["output_tokens": .integer(Int64(turn.outputTokens))],
                ]))
        beats.append(event("message_stop", [:]))
        switch turn.ending {
        case .whole: return beats
        case .stalls, .cut: return Array(beats.prefix(beats.count / 2))
        }
    }

    private var stopReason: String {
        let usesTools = turn.blocks.contains { if case .tool = $0 { true } else { false } }
        return usesTools ? "tool_use" : "end_turn"
    }

    private func beats(_ block: FakeTurn.Block, _ index: Int) -> [Beat] {
        let place = JSONValue.integer(Int64(index))
        let start = event(
            "content_block_start", ["index": place, "content_block": self.block(block, index, isWhole: false)])
        var deltas = deltas(of: block).map { event("content_block_delta", ["index": place, "delta": $0]) }
        if case .text = block, index == 0 { deltas.insert(.midway, at: deltas.count / 2) }
        return [start] + deltas + [event("content_block_stop", ["index": place])]
    }

    private func deltas(of block: FakeTurn.Block) -> [JSONValue] {
        switch block {
        case .text(let text):
            text.matches(of: /\s*\S+\s*/).map { ["type": "text_delta", "text": .string(String($0.output))] }
        case .thinking(let thought):
            [
                ["type": "thinking_delta", "thinking": .string(thought)],
                ["type": "signature_delta", "signature": "c2lnbmVk"],
            ]
        case .tool(_, let input): [["type": "input_json_delta", "partial_json": .string(input.text)]]
        }
    }

    private func block(_ block: FakeTurn.Block, _ index: Int, isWhole: Bool) -> JSONValue {
        switch block {
        case .text(let text): ["type": "text", "text": .string(isWhole ? text : "")]
        case .thinking(let thought):
            [
                "type": "thinking", "thinking": .string(isWhole ? thought : ""),
                "signature": .string(isWhole ? "c2lnbmVk" : ""),
            ]
        case .tool(let name, let input):
            [
                "type": "tool_use", "id": .string("\(toolPrefix)_\(index)"), "name": .string(name),
                "input": isWhole ? input : [:],
            ]
        }
    }

    private func message(content: [JSONValue], _ stopReason: String?) -> JSONValue {
        [
            "id": .string(id), "type": "message", "role": "assistant", "model": .string(model), "content": .array(content),
            "stop_reason": stopReason.map { .string($0) } ?? .null, "stop_sequence": .null,
            "usage": [
                "input_tokens": .integer(Int64(turn.inputTokens)),
                "output_tokens": .integer(stopReason == nil ? 1 : Int64(turn.outputTokens)),
                "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
            ],
        ]
    }

    private func event(_ type: String, _ fields: [String: JSONValue]) -> Beat {
        var fields = fields
        fields["type"] = .string(type)
        return .event("event: \(type)\ndata: \(JSONValue.object(fields).text)\n\n")
    }
}
