import Foundation
import Subprocess
import SystemPackage

/// The real Claude CLI, installed once for all tests.
public enum ClaudeCLI {
    /// Its path. - Throws: ``ClaudeCLIMissing`` that says why it cannot be had.
    public static func path() async throws -> String {
        try await installation.value
    }

    private static let installation = Task { try await install() }

    private static func install() async throws -> String {
        // This file is Sources/TestSupport/Claude/ClaudeCLI.swift.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let script = root.appending(path: "Scripts/install-claude-cli.sh").path
        let result = try await run(
            .path(FilePath(script)), output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        let path = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        guard result.terminationStatus.isSuccess, !path.isEmpty else {
            throw ClaudeCLIMissing(reason: String(result.standardError.suffix(500)))
        }
        return path
    }
}

public struct ClaudeCLIMissing: Error, CustomStringConvertible {
    let reason: String

    public var description: String { "the Claude CLI cannot be installed for the tests: \(reason)" }
}
