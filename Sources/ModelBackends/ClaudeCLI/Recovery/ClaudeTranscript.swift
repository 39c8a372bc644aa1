import Domain
import Foundation

/// What the CLI itself keeps of a session: `projects/<directory>/<session>.jsonl` in its configuration directory.
struct ClaudeTranscript {
    private let messages: [TranscriptMessage]

    /// - Returns: nil when the session was never written, or was cleaned up.
    static func find(_ sessionID: String, in configurationDirectory: String) -> ClaudeTranscript? {
        let projects = "\(configurationDirectory)/projects"
        // No directory: the CLI has never run here.
        let directories = (try? FileManager.default.contentsOfDirectory(atPath: projects)) ?? []
        return directories.lazy.map { "\(projects)/\($0)/\(sessionID).jsonl" }
            .compactMap { FileManager.default.contents(atPath: $0) }.first.map(ClaudeTranscript.init)
    }

    /// - Parameter content: the file; its last line may be torn, and then counts for nothing.
    init(_ content: Data) {
        messages = content.split(separator: 0x0A).compactMap(TranscriptMessage.init)
    }

    /// An answer that was finished though nobody heard it.
    struct Answer: Equatable {
        let text: String
        let structured: JSONValue?
        /// Of the call's messages; their price is unknown.
        let usage: Usage
    }

    /// Whether anything was said to the model in a call.
    /// - Parameter begun: when the call began; what is older belongs to earlier calls of the conversation.
    func holdsWords(since begun: Timestamp) -> Bool {
        messages.contains { $0.timestamp >= begun && $0.isUserWords }
    }

    /// The model's last message, if it ended its turn with it and nothing was said since.
    ///
    /// A turn in which a tool was refused by nobody is not one: a CLI that has lost its host refuses every tool in the
    /// operator's name, and the model's answer to that is no answer to the task.
    /// - Parameter decided: the ids of the calls whose fate was decided by us.
    func finishedAnswer(since begun: Timestamp, decided: Set<String>) -> Answer? {
        let turn = messages.filter { $0.timestamp >= begun }
        guard !turn.contains(where: { $0.isRefusal(except: decided) }) else { return nil }
        let structured = structuredOutput(of: turn)
        guard let last = turn.last, last.stopReason == "end_turn" || structured != nil else { return nil }
        let text = turn.filter { $0.messageID == last.messageID && $0.messageID != nil }.map(\.text).joined(
            separator: "\n\n")
        return Answer(text: structured?.text ?? text, structured: structured, usage: usage(of: turn))
    }

    /// What the model handed in by the schema, if the CLI accepted it and nothing came after.
    private func structuredOutput(of turn: [TranscriptMessage]) -> JSONValue? {
        guard let last = turn.last, let accepted = last.acceptedCalls.first else { return nil }
        return turn.flatMap(\.structuredCalls).last { $0.id == accepted }?.input
    }

    /// The CLI writes a message once per block, each time with the usage of the whole.
    private func usage(of turn: [TranscriptMessage]) -> Usage {
        var seen: Set<String> = []
        return turn.filter { $0.messageID.map { seen.insert($0).inserted } ?? false }.map(\.usage).reduce(.unknown, +)
    }
}
