import Foundation
import Subprocess
import SystemPackage
import TestSupport

extension Command {
    /// Runs the program and sends it a signal, such as Ctrl-C does, when its output holds some words.
    func run(
        _ arguments: [String], interruptedAt words: String, by signal: Subprocess.Signal = .interrupt
    ) async throws -> Outcome {
        let variables = ["PATH": "/usr/bin:/bin", "HOME": home.path].merging(environment) { $1 }
        let errors = home.appending(path: "errors.txt")
        let descriptor = try FileDescriptor.open(
            FilePath(errors.path), .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        let result = try await Subprocess.run(
            .path(FilePath(try SkeinBinary.path())), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            input: .none, output: .sequence, error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
        ) { execution in
            var (output, isInterrupted) = ("", false)
            for try await chunk in execution.standardOutput {
                output += chunk.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                if !isInterrupted, output.contains(words) {
                    isInterrupted = true
                    try execution.send(signal: signal)
                }
            }
            return output
        }
        guard case .exited(let status) = result.terminationStatus else {
            return Outcome(status: -1, output: result.closureResult, errors: "\(result.terminationStatus)")
        }
        return Outcome(status: status, output: result.closureResult, errors: try String(contentsOf: errors, encoding: .utf8))
    }
}
