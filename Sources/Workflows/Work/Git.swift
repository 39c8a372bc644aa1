import Agents
import Foundation

/// Runs git in one directory, under a name of our own and without the hooks of the repository.
struct Git: Sendable {
    private static let timeout = 120.0
    private static let settings = [
        "user.name=Skein", "user.email=skein@localhost", "core.hooksPath=/dev/null", "commit.gpgSign=false",
        "core.quotePath=false",
    ]

    let commands: any CommandRunner
    let directory: String

    /// The same for another directory.
    func at(_ directory: String) -> Git {
        Git(commands: commands, directory: directory)
    }

    func run(_ arguments: String...) async throws -> CommandResult {
        try await commands.run(command(arguments), in: "/", timeout: Self.timeout)
    }

    /// The same, with nobody else between who holds the file `lock`; a dead server's git holds it until it is done.
    func run(holding lock: String, _ arguments: String...) async throws -> CommandResult {
        try await commands.run(["flock", "--no-fork", lock] + command(arguments), in: "/", timeout: Self.timeout)
    }

    private func command(_ arguments: [String]) -> [String] {
        ["git", "-C", directory] + Self.settings.flatMap { ["-c", $0] } + arguments
    }

    /// Merges a branch. - Returns: nil when it was merged; else the files in which it conflicts, and nothing has changed.
    func merge(_ branch: String, saying message: String) async throws -> [String]? {
        // A crash may have left half a merge behind.
        if try await run("rev-parse", "-q", "--verify", "MERGE_HEAD").isGood { _ = try await run("merge", "--abort") }
        let merged = try await run("merge", "--no-ff", "-m", message, branch)
        if merged.isGood { return nil }
        let files = try await run("diff", "--name-only", "--diff-filter=U").output.split(whereSeparator: \.isNewline)
        _ = try await run("merge", "--abort")
        // It may also be refused as a whole, such as for a file that is in the way.
        return files.isEmpty ? [merged.output.words] : files.map(String.init)
    }

    /// Takes away locks that a killed git left behind; for those who know that nobody else works here.
    func unlock(_ names: String...) async throws {
        for name in names {
            let place = try await run("rev-parse", "--git-path", "\(name).lock").output.words
            // Not there, as a rule: there is nothing to take away.
            try? FileManager.default.removeItem(atPath: place.hasPrefix("/") ? place : "\(directory)/\(place)")
        }
    }

    /// What no commit holds, in git's words; empty for nothing.
    func unsaved() async throws -> String {
        let status = try await run("status", "--porcelain")
        return status.isGood ? status.output.words : "git status: \(status.output.words)"
    }

    /// Has a path ignored in this clone, without changing a file of the project.
    func ignore(_ path: String) async throws {
        let file = try await run("rev-parse", "--git-path", "info/exclude").output.words
        let url = URL(filePath: file.hasPrefix("/") ? file : "\(directory)/\(file)")
        // Not there: there is nothing in it.
        let lines = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        guard !lines.split(whereSeparator: \.isNewline).contains(Substring(path)) else { return }
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (lines + (lines.isEmpty || lines.hasSuffix("\n") ? "" : "\n") + path + "\n").write(
            to: url, atomically: true, encoding: .utf8)
    }
}

extension CommandResult {
    var isGood: Bool { exitStatus == 0 }
}

extension String {
    /// Without white space around it.
    var words: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
