extension Duration {
    /// How long a test waits for what must happen. It passes only where a test fails, and is longer than a machine takes
    /// that has ten other things to do.
    public static let patience: Duration = .seconds(240)
}

/// Waits for something that only looking can tell, such as a file or another process.
/// - Returns: what `look` finds; it looks a hundred times a second.
/// - Throws: ``WaitedInVain``.
@discardableResult
public func eventually<Found>(
    _ what: String, within patience: Duration = .patience, isolation: isolated (any Actor)? = #isolation,
    _ look: () async throws -> Found?
) async throws -> Found {
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
        if let found = try await look() { return found }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw WaitedInVain(what: what, patience: patience, last: "nothing")
}
