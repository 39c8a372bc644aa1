/// The finished run that another one repeats, and from where on.
public struct RunOrigin: Sendable, Hashable, Codable {
    public let run: RunID
    /// The steps, or branches, that are repeated with all that follows from them; empty for everything.
    public let steps: [String]

    public init(run: RunID, steps: [String]) {
        self.run = run
        self.steps = steps
    }
}

/// A run was to be repeated from a step that its journal does not hold.
public struct UnknownStep: Error, Sendable, Hashable {
    public let path: String

    public init(path: String) {
        self.path = path
    }
}
