public import Testing

/// Marks tests that run the real Claude CLI: they are skipped, saying why, where it cannot be had, and only a few run at
/// once, because each takes 160 MB and half a second of a processor. Waiting for a place counts against a test's time
/// limit, so that must be long; within a test every wait has a limit of its own.
public struct RealClaudeTrait: TestTrait, SuiteTrait, TestScoping {
    private static let places = Turnstile(places: 4)

    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        do {
            _ = try await ClaudeCLI.path()
        } catch {
            try Test.cancel("\(error)")
        }
        try await Self.places.pass { try await function() }
    }
}

extension Trait where Self == RealClaudeTrait {
    public static var realClaude: Self { Self() }
}
