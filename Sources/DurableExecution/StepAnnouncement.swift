import Synchronization

/// The writing of an attempt's beginning, while its body gets ready.
final class StepAnnouncement: Sendable {
    /// Nil once it has succeeded: whoever waits for a model holds no task besides.
    private let writing: Mutex<Task<Void, any Error>?>

    init(_ writing: Task<Void, any Error>) {
        self.writing = Mutex(writing)
    }

    /// Returns when the beginning is durable.
    /// - Throws: what kept it from being written, each time.
    func written() async throws {
        guard let task = writing.withLock({ $0 }) else { return }
        try await task.value
        writing.withLock { $0 = nil }
    }
}
