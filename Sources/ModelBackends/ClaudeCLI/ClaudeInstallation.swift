import Agents
import Domain
import Foundation
import Subprocess
import SystemPackage

/// The Claude CLI on this machine: where it is, which version, what it can do.
public actor ClaudeInstallation {
    /// Without these the CLI cannot be driven at all. (Hidden flags are not in its help and not asked for.)
    private static let required = [
        "--input-format", "--output-format", "--session-id", "--resume", "--include-partial-messages",
    ]

    /// Its path; nil when there is none.
    public nonisolated let path: String?
    private let environment: [String: String]
    private var probed: Task<ClaudeFeatures, any Error>?

    /// - Parameters:
    ///   - configured: the operator's path; nil looks for `claude` in `PATH`.
    ///   - environment: the server's; `PATH` is searched, the rest goes to the probe as to any call.
    public init(configured: String?, environment: [String: String]) {
        path = configured ?? Self.search(environment["PATH"] ?? "")
        self.environment = environment
    }

    public nonisolated var isThere: Bool {
        path.map { FileManager.default.isExecutableFile(atPath: $0) } ?? false
    }

    /// What the CLI can do; asked of it once.
    /// - Throws: `ModelBackendError/Cause-swift.enum/missingBinary` or `.wrongVersion` as a ``ClaudeUnusable``.
    public func features() async throws -> ClaudeFeatures {
        if let probed { return try await probed.value }
        let task = Task { try await probe() }
        probed = task
        do {
            return try await task.value
        } catch {
            probed = nil  // It may be installed or repaired meanwhile.
            throw error
        }
    }

    private func probe() async throws -> ClaudeFeatures {
        guard let path, isThere else { throw ClaudeUnusable.missing(path) }
        let version = try await output(of: path, "--version").prefix { !$0.isNewline }
        let help = try await output(of: path, "--help")
        let flags = Set(help.matches(of: /--[a-zA-Z][a-zA-Z-]+/).map { String($0.output) })
        let missing = Self.required.filter { !flags.contains($0) }
        guard missing.isEmpty else { throw ClaudeUnusable.tooOld(version: String(version), missing: missing) }
        return ClaudeFeatures(path: path, version: String(version), flags: flags)
    }

    private func output(of path: String, _ argument: String) async throws -> String {
        let variables = ChildEnvironment.selected(from: environment, further: [])
        let result: ExecutionResult<Void, StringOutput<UTF8>, DiscardedOutput>
        do {
            result = try await run(
                .path(FilePath(path)), arguments: [argument],
                environment: .custom(
                    Dictionary(uniqueKeysWithValues: variables.map { (.init(rawValue: $0.key)!, $0.value) })),
                output: .string(limit: 1 << 20), error: .discarded)
        } catch {
            throw ClaudeUnusable.broken(path, "\(error)")
        }
        guard result.terminationStatus.isSuccess else {
            throw ClaudeUnusable.broken(path, "\(argument) ended with \(result.terminationStatus)")
        }
        return result.standardOutput
    }

    private static func search(_ path: String) -> String? {
        path.split(separator: ":").map { "\($0)/claude" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// What an installed CLI can do.
public struct ClaudeFeatures: Sendable, Hashable {
    public let path: String
    /// As it says it, such as `2.1.330 (Claude Code)`.
    public let version: String
    let flags: Set<String>

    /// Flags that some settings of agents need and this version lacks.
    public var missingExtras: [String] {
        ["--effort", "--fallback-model", "--json-schema", "--max-budget-usd", "--add-dir"].filter { !has($0) }
    }

    func has(_ flag: String) -> Bool {
        flags.contains(flag)
    }
}

/// Why the CLI cannot be used.
public enum ClaudeUnusable: Error, Sendable, Hashable, CustomStringConvertible {
    case missing(String?)
    case tooOld(version: String, missing: [String])
    case broken(String, String)

    public var description: String {
        switch self {
        case .missing(let path?):
            "There is no Claude CLI at \(path). Install it, or set CLAUDE_CLI_PATH."
        case .missing(nil):
            "The Claude CLI is not in PATH. Install it (https://claude.com/claude-code), or set CLAUDE_CLI_PATH."
        case .tooOld(let version, let missing):
            "The Claude CLI (\(version)) lacks \(missing.joined(separator: ", ")). Update it."
        case .broken(let path, let reason):
            "The Claude CLI at \(path) does not run: \(reason)."
        }
    }
}
