import Domain
import Foundation

/// Reads and writes lines of the Claude CLI as the server does, and as Foundation's coders do, in turns.
@main
enum JSONBenchmark {
    private static let rounds = 9
    private static let times = 20_000

    private static let lines: [(name: String, text: String)] = [
        (
            "a piece of text",
            #"{"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","#
                + #""text":"Hello there, this is a piece"}},"session_id":"8d0c6bd5-3d21-4a0f-9e0a-1d3c6d5f7a11","#
                + #""parent_tool_use_id":null,"uuid":"8d0c6bd5-3d21-4a0f-9e0a-1d3c6d5f7a12"}"#
        ),
        (
            "a turn's result",
            #"{"type":"result","subtype":"success","is_error":false,"num_turns":1,"terminal_reason":"completed","#
                + #""result":"Done.","usage":{"input_tokens":12,"output_tokens":233,"cache":[1,2.5,true,null]},"#
                + #""total_cost_usd":0.0123}"#
        ),
    ]

    static func main() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let decoder = JSONDecoder()
        for (name, text) in lines {
            let (bytes, data) = (Array(text.utf8), Data(text.utf8))
            let value = try JSONValue(parsing: bytes)
            try compare("read \(name)", { _ = try JSONValue(parsing: bytes) }) {
                _ = try decoder.decode(JSONValue.self, from: data)
            }
            try compare("write \(name)", { _ = value.text }) { _ = try encoder.encode(value) }
        }
    }

    private static func compare(_ what: String, _ ours: () throws -> Void, _ foundation: () throws -> Void) throws {
        var (own, other): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            own.append(try microseconds(ours))
            other.append(try microseconds(foundation))
        }
        let (mine, theirs) = (own.sorted()[rounds / 2], other.sorted()[rounds / 2])
        print("\(what): \(format(mine)) µs, Foundation \(format(theirs)) µs, ratio \(format(theirs / mine))")
    }

    private static func microseconds(_ body: () throws -> Void) rethrows -> Double {
        let began = ContinuousClock.now
        for _ in 0..<times { try body() }
        return (ContinuousClock.now - began) / .microseconds(times)
    }

    private static func format(_ number: Double) -> String {
        String(format: "%.1f", number)
    }
}
