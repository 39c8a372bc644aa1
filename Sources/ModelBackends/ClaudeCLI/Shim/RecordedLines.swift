import Domain

/// Lines of the CLI as they are written down: without secrets, also those that come in pieces.
///
/// The CLI tells a model's words piece by piece, each in a message of its own. A piece's end that may begin a secret is
/// held back and told with the next piece, or when its block ends.
struct RecordedLines {
    private static let fields = ["text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"]

    private struct Block {
        var stream = RedactedStream()
        /// The last message with a piece of the block.
        var message: JSONValue
        var field: String
    }

    private var blocks: [String: Block] = [:]

    /// - Returns: what is to be written down in place of a message: itself, without secrets, and what was held back.
    mutating func take(_ message: JSONValue, _ patterns: SecretPatterns) -> [JSONValue] {
        guard message["type"] == "stream_event", let event = message["event"] else {
            return rest(patterns) + [patterns.redacted(message)]
        }
        let block = "\(message["parent_tool_use_id"]?.text ?? "")/\(event["index"]?.text ?? "")"
        guard event["type"] == "content_block_delta", let delta = event["delta"],
            let field = Self.fields[delta["type"]?.stringValue ?? ""], let piece = delta[field]?.stringValue
        else {
            return (event["type"] == "content_block_stop" ? end(of: block, patterns) : []) + [patterns.redacted(message)]
        }
        var known = blocks[block] ?? Block(message: message, field: field)
        (known.message, known.field) = (message, field)
        let safe = known.stream.feed(piece, patterns)
        blocks[block] = known
        return [safe == piece ? message : message.telling(safe, in: field)]
    }

    /// What is still held back, of every block.
    mutating func rest(_ patterns: SecretPatterns) -> [JSONValue] {
        blocks.keys.sorted().flatMap { end(of: $0, patterns) }
    }

    private mutating func end(of name: String, _ patterns: SecretPatterns) -> [JSONValue] {
        guard var block = blocks.removeValue(forKey: name), block.stream.isHolding else { return [] }
        return [block.message.telling(block.stream.end(patterns), in: block.field)]
    }
}

extension JSONValue {
    /// The message with another piece of text.
    fileprivate func telling(_ piece: String, in field: String) -> JSONValue {
        guard case .object(var message) = self, case .object(var event) = message["event"],
            case .object(var delta) = event["delta"]
        else { return self }
        delta[field] = .string(piece)
        event["delta"] = .object(delta)
        message["event"] = .object(event)
        return .object(message)
    }
}
