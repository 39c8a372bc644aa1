/// Waits for something that only looking can tell, such as a file or another process.
/// - Returns: what `look` finds; it looks a hundred times a second.
/// - Throws: ``WaitedInVain``.
@discardableResult
public func eventually<Found>(
    _ what: String, within patience: Duration = .seconds(45), isolation: isolated (any Actor)? = #isolation,
    _ look: () async throws -> Found?
) async throws -> Found {
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
        if let found = try await look() { return found }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw WaitedInVain(what: what, patience: patience, last: "nothing")
}
