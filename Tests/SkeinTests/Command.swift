import Foundation
import Subprocess
import SystemPackage
import TestSupport

/// The program as a person runs it: arguments in, words and a status out.
struct Command {
    /// All of its environment, besides `PATH` and a `HOME` that is empty.
    var environment: [String: String] = [:]
    let home: URL

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    func run(_ arguments: String...) async throws -> Outcome {
        let variables = ["PATH": "/usr/bin:/bin", "HOME": home.path].merging(environment) { $1 }
        let result = try await Subprocess.run(
            .path(FilePath(try SkeinBinary.path())), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let status) = result.terminationStatus else {
            return Outcome(status: -1, output: result.standardOutput, errors: result.standardError)
        }
        return Outcome(status: status, output: result.standardOutput, errors: result.standardError)
    }
}
