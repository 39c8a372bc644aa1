import Domain
import Synchronization

/// A link that lets no secret through, also none that comes in two pieces.
final class RedactedLink: ModelCallLink {
    private struct Words {
        var text = RedactedStream()
        var thinking = RedactedStream()

        mutating func showText(_ patterns: SecretPatterns) -> [ModelEvent] { text.end(patterns).asText }
        mutating func showThinking(_ patterns: SecretPatterns) -> [ModelEvent] { thinking.end(patterns).asThinking }
    }

    private let link: any ModelCallLink
    private let redactor: Redactor
    private let words = Mutex(Words())

    init(_ link: any ModelCallLink, _ redactor: Redactor) {
        self.link = link
        self.redactor = redactor
    }

    var progress: String? { link.progress }

    func announced() async throws {
        try await link.announced()
    }

    func emit(_ event: ModelEvent, progress: String?) async {
        let patterns = redactor.patterns
        let safe: [ModelEvent] = words.withLock { words in
            switch event {
            case .text(let piece): words.showThinking(patterns) + words.text.feed(piece, patterns).asText
            case .thinking(let piece): words.showText(patterns) + words.thinking.feed(piece, patterns).asThinking
            default: words.showThinking(patterns) + words.showText(patterns) + [event.redacted(patterns)]
            }
        }
        for (index, event) in safe.enumerated() {
            await link.emit(event, progress: index == safe.count - 1 ? progress : nil)
        }
    }

    func ask(_ interaction: Interaction) async throws {
        try await link.ask(interaction.redacted(redactor.patterns))
    }

    func stopRequests() -> any AsyncSequence<CallStop, Never> { link.stopRequests() }
    func answers() -> any AsyncSequence<GivenAnswer, Never> { link.answers() }
}

extension String {
    fileprivate var asText: [ModelEvent] { isEmpty ? [] : [.text(self)] }
    fileprivate var asThinking: [ModelEvent] { isEmpty ? [] : [.thinking(self)] }
}
