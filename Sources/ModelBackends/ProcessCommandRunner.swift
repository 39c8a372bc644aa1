public import Agents
import Subprocess
import SystemPackage

/// Runs programs as child processes, each in a process group of its own, which ends with it.
public struct ProcessCommandRunner: CommandRunner {
    /// More output than this is no report any more.
    private static let mostOutput = 1 << 24
    /// What is kept of it, in characters.
    private static let kept = 8_000

    private let environment: [String: String]

    /// - Parameter environment: the server's; programs get the part that agents get too.
    public init(environment: [String: String]) {
        self.environment = ChildEnvironment.selected(from: environment, further: [])
    }

    public func run(_ command: [String], in directory: String, timeout: Double) async throws -> CommandResult {
        guard let program = command.first else { return CommandResult(exitStatus: nil, output: "There is no command.") }
        return try await withThrowingTaskGroup(of: CommandResult.self) { group in
            group.addTask { try await start(program, Array(command.dropFirst()), directory) }
            group.addTask {
                try await Task.sleep(for: .seconds(timeout))
                return CommandResult(exitStatus: nil, output: "It was ended after \(timeout) seconds.")
            }
            // Leaving the group cancels the other one, and waits until its processes are gone.
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private func start(_ program: String, _ arguments: [String], _ directory: String) async throws -> CommandResult {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        do {
            let ended = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: .init(arguments),
                environment: .custom(
                    Dictionary(uniqueKeysWithValues: environment.map { (.init(rawValue: $0.key)!, $0.value) })),
                workingDirectory: FilePath(directory), platformOptions: options,
                output: .string(limit: Self.mostOutput), error: .combinedWithOutput)
            let output = String(ended.standardOutput.suffix(Self.kept))
            switch ended.terminationStatus {
            case .exited(let status): return CommandResult(exitStatus: Int(status), output: output)
            case .signaled(let signal):
                return CommandResult(exitStatus: nil, output: "Signal \(signal) ended it.\n\(output)")
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            return CommandResult(exitStatus: nil, output: "It cannot be run: \(error)")
        }
    }
}
