/// Runs a program for a workflow, such as the tests that a result must pass.
public protocol CommandRunner: Sendable {
    /// - Parameters:
    ///   - directory: where it runs.
    ///   - command: the program and its arguments; no shell reads them.
    ///   - timeout: in seconds; a program that takes longer is ended with all its children.
    /// - Throws: `CancellationError`; what cannot be started is a result too.
    func run(_ command: [String], in directory: String, timeout: Double) async throws -> CommandResult
}

/// How a program ended.
public struct CommandResult: Sendable, Hashable, Codable {
    /// Nil when it was ended because it took too long, or could not be started.
    public var exitStatus: Int?
    /// The end of what it wrote, or why there is none.
    public var output: String

    public init(exitStatus: Int?, output: String) {
        self.exitStatus = exitStatus
        self.output = output
    }
}

/// For servers that run no programs: every command says so.
public struct NoCommands: CommandRunner {
    public init() {}

    public func run(_ command: [String], in directory: String, timeout: Double) async throws -> CommandResult {
        CommandResult(exitStatus: nil, output: "This server runs no commands.")
    }
}
