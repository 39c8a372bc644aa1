import Domain
import Foundation
import HTTPTypes

/// What is to be run, and how it comes to a server.
struct RunOrder: Sendable {
    let file: TeamFile
    /// Nil for the only one.
    let workflow: String?
    let directory: String?
    let inputs: [String: JSONValue]
    let backend: String?
    /// Whether another execution under way does not matter.
    let isNew: Bool

    /// Says what the file would change.
    /// - Throws: ``CommandFailure`` with every issue.
    func check(at door: any Door) async throws -> JSONValue {
        try await apply(at: door, isDryRun: true)
    }

    /// Brings the file's team to the server and starts its workflow, or finds the execution that was interrupted.
    /// - Returns: the workflow execution.
    func start(at door: any Door, quietly: Bool) async throws -> JSONValue {
        let planned = try chosen(in: try await check(at: door))
        if planned.text("change") != "created", !isNew, let live = try await live(of: planned.text("id"), at: door) {
            return try await goOn(with: live, planned, at: door)
        }
        let change = try await apply(at: door, isDryRun: false)
        if !quietly { Terminal.say(TeamChangeText(change).text(isDryRun: false)) }
        var body: [String: JSONValue] = ["inputs": .object(inputs)]
        body["project_directory"] = directory.map { .string($0) }
        body["backend"] = backend.map { .string($0) }
        return try await door.send(
            .post, "/api/workflows/execute/\(try chosen(in: change).text("id"))", .object(body))
    }

    func apply(at door: any Door, isDryRun: Bool) async throws -> JSONValue {
        do {
            return try await door.send(.post, "/api/teams?dry_run=\(isDryRun)", file.json)
        } catch let refusal as Refusal where !refusal.issues.isEmpty {
            throw CommandFailure(file.told(refusal.issues), .badFile)
        }
    }

    private func chosen(in change: JSONValue) throws -> JSONValue {
        let all = change["workflows"]?.arrayValue ?? []
        let fitting = all.filter { workflow == nil || $0.text("name") == workflow }
        if fitting.count == 1 { return fitting[0] }
        let names = all.map { "'\(TerminalText.line($0.text("name")))'" }.joined(separator: ", ")
        throw CommandFailure(
            all.isEmpty
                ? "\(file.path):1: workflow: is required to run the file"
                : "\(file.path): has the workflows \(names). Name one of them with --workflow.", .badFile)
    }

    private func live(of pattern: String, at door: any Door) async throws -> JSONValue? {
        let executions = try await door.get("/api/workflows/executions?pattern_id=\(pattern)&limit=100").arrayValue ?? []
        return executions.first { !["completed", "failed", "aborting", "aborted"].contains($0.text("status")) }
    }

    private func goOn(with live: JSONValue, _ planned: JSONValue, at door: any Door) async throws -> JSONValue {
        let id = live.text("id")
        let isSame = try await isUnchanged(at: door) && planned.text("change") == "unchanged"
        guard isSame else {
            throw CommandFailure(
                "\(id), an execution of '\(TerminalText.line(live.text("pattern_name")))', is \(live.text("status")), and the "
                    + "file has changed since. Let it end or abort it first, or start another beside it with --new.",
                .refused)
        }
        Terminal.complain("skein: goes on with \(id), which is \(live.text("status")); --new would start another")
        if live.text("status") == "paused" {
            _ = try await door.send(.post, "/api/workflows/executions/\(id)/resume", [:])
        }
        return try await door.get("/api/workflows/executions/\(id)")
    }

    private func isUnchanged(at door: any Door) async throws -> Bool {
        let change = try await check(at: door)
        return ["agents", "tasks"].flatMap { change[$0]?.arrayValue ?? [] }.allSatisfy { $0.text("change") == "unchanged" }
    }
}

/// What a team's file changed, in words.
struct TeamChangeText {
    private let change: JSONValue

    init(_ change: JSONValue) {
        self.change = change
    }

    func text(isDryRun: Bool) -> String {
        let kinds = [("agents", "agent"), ("tasks", "task"), ("workflows", "workflow")]
        let parts = kinds.flatMap { group, word in
            ["created", "updated"].compactMap { kind -> String? in
                let count = (change[group]?.arrayValue ?? []).count { $0.text("change") == kind }
                return count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s") \(kind)"
            }
        }
        let words = parts.isEmpty ? "nothing to change" : parts.joined(separator: ", ")
        return isDryRun ? "The file is right: \(words)." : words
    }
}
