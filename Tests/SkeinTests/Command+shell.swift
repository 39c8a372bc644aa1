import Foundation
import Subprocess
import SystemPackage
import TestSupport

extension Command {
    /// Runs a line of the shell in the command's environment; `$SKEIN` is the program.
    /// - Returns: a status of -1 where it ended by a signal.
    func shell(_ line: String) async throws -> Outcome {
        let own = ["PATH": "/usr/bin:/bin:/sbin", "HOME": home.path, "SKEIN": try SkeinBinary.path()]
        let variables = own.merging(environment) { $1 }
        let result = try await Subprocess.run(
            .path("/bin/bash"), arguments: ["-c", line],
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let status) = result.terminationStatus else {
            return Outcome(status: -1, output: result.standardOutput, errors: result.standardError)
        }
        return Outcome(status: status, output: result.standardOutput, errors: result.standardError)
    }
}
