import Domain
import Foundation

/// What the CLI itself keeps of a session: `projects/<directory>/<session>.jsonl` in its configuration directory.
struct ClaudeTranscript {
    let path: String

    /// - Returns: nil when the session was never written, or was cleaned up.
    static func find(_ sessionID: String, in configurationDirectory: String) -> ClaudeTranscript? {
        let projects = "\(configurationDirectory)/projects"
        // No directory: the CLI has never run here.
        let directories = (try? FileManager.default.contentsOfDirectory(atPath: projects)) ?? []
        return directories.map { "\(projects)/\($0)/\(sessionID).jsonl" }
            .first { FileManager.default.fileExists(atPath: $0) }
            .map(ClaudeTranscript.init)
    }

    /// An answer that was finished though nobody heard it.
    struct Answer: Equatable {
        let text: String
        /// Of the call's messages.
        let usage: Usage
    }

    /// The model's last message, if it ended its turn with it and nothing was said since.
    /// - Parameter begun: when the call began; what is older belongs to earlier calls of the conversation.
    func finishedAnswer(since begun: Timestamp) -> Answer? {
        let turn = messages.filter { $0.timestamp >= begun }
        guard let last = turn.last, last.stopReason == "end_turn" else { return nil }
        let text = turn.filter { $0.messageID == last.messageID }.map(\.text).joined()
        return Answer(text: text, usage: usage(of: turn))
    }

    private var messages: [Message] {
        // A transcript that cannot be read holds no answer.
        let data = FileManager.default.contents(atPath: path) ?? Data()
        return data.split(separator: 0x0A).compactMap(Message.init)
    }

    /// The CLI writes a message once per block, each time with the usage of the whole.
    private func usage(of turn: [Message]) -> Usage {
        var seen: Set<String> = []
        return turn.filter { $0.messageID.map { seen.insert($0).inserted } ?? false }.map(\.usage).reduce(.unknown, +)
    }

    private struct Message {
        let timestamp: Timestamp
        let messageID: String?
        let text: String
        let stopReason: String?
        let usage: Usage

        /// - Returns: nil for lines that are no messages of the main conversation.
        init?(_ line: Data) {
            // The last line may be torn; it then never counted.
            guard let json = try? JSONValue(parsing: line), let message = json["message"],
                json["type"] == "assistant" || json["type"] == "user", json["isSidechain"] != true,
                let timestamp = json["timestamp"]?.stringValue.flatMap(Timestamp.init)
            else { return nil }
            let blocks = message["content"]?.arrayValue ?? []
            self.timestamp = timestamp
            messageID = message["id"]?.stringValue
            text = blocks.filter { $0["type"] == "text" }.compactMap { $0["text"]?.stringValue }.joined()
            stopReason = json["type"] == "assistant" ? message["stop_reason"]?.stringValue : nil
            let figures = message["usage"]
            usage = Usage(
                inputTokens: figures?["input_tokens"]?.integerValue.map(Int.init),
                outputTokens: figures?["output_tokens"]?.integerValue.map(Int.init),
                cacheReadTokens: figures?["cache_read_input_tokens"]?.integerValue.map(Int.init),
                cacheWriteTokens: figures?["cache_creation_input_tokens"]?.integerValue.map(Int.init))
        }
    }
}
