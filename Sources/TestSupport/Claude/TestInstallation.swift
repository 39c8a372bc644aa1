import Foundation
import Subprocess
import SystemPackage

/// Fetches a program that the tests need and the project does not hold.
public enum TestInstallation {
    /// - Parameter script: in `Scripts`; it installs the program into the cache and prints its path.
    static func path(from script: String) async throws -> String {
        // This file is Sources/TestSupport/Claude/TestInstallation.swift.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let result = try await run(
            .path(FilePath(root.appending(path: "Scripts/\(script)").path)), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        let path = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        guard result.terminationStatus.isSuccess, !path.isEmpty else {
            throw Missing(script: script, reason: String(result.standardError.suffix(500)))
        }
        return path
    }

    public struct Missing: Error, CustomStringConvertible {
        let script: String
        let reason: String

        public var description: String { "Scripts/\(script) cannot install what the tests need: \(reason)" }
    }
}
