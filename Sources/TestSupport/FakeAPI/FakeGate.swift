/// Holds something up until the test opens it.
public final class FakeGate: Sendable {
    private let isOpen = Watched(false)

    public init() {}

    public func open() {
        isOpen.update { $0 = true }
    }

    /// Returns when the gate is open. - Throws: when the task is cancelled, or nobody opens it.
    func pass() async throws {
        try await isOpen.first("a gate to be opened") { $0 ? true : nil }
    }
}
