public import Agents
import Domain

/// A link that remembers what a call tells and asks, and through which a test steers it.
public final class RecordingLink: ModelCallLink {
    /// What was told, with how far the call had got.
    public let told = Watched<[(event: ModelEvent, progress: String?)]>([])
    public let progress: String?
    private let stops = AsyncStream<CallStop>.makeStream()
    private let given = AsyncStream<GivenAnswer>.makeStream()

    /// - Parameter progress: what an earlier link was told last, for a call that is continued.
    public init(progress: String? = nil) {
        self.progress = progress
    }

    public func announced() async throws {}

    public func emit(_ event: ModelEvent, progress: String?) {
        told.update { $0.append((event, progress)) }
    }

    public func ask(_ interaction: Interaction) async throws {}

    public func stopRequests() -> any AsyncSequence<CallStop, Never> { stops.stream }
    public func answers() -> any AsyncSequence<GivenAnswer, Never> { given.stream }

    public func stop(_ stop: CallStop) {
        stops.continuation.yield(stop)
    }

    /// How far the call has got.
    public var lastProgress: String? { told.value.compactMap(\.progress).last ?? progress }

    /// The finished pieces of the answer.
    public var messages: [String] {
        told.value.compactMap { told in if case .message(let text) = told.event { text } else { nil } }
    }

    /// The words as they were written.
    public var words: [String] {
        told.value.compactMap { told in if case .text(let text) = told.event { text } else { nil } }
    }
}
