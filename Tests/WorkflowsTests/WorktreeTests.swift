import Agents
import Domain
import DurableExecution
import Foundation
import ModelBackends
import Persistence
import TestSupport
import Testing
import Workflows

/// Parallel tasks that each work on a branch of their own, with the real git.
@Suite("Parallel, isolated by worktrees", .timeLimit(.minutes(10))) struct WorktreeTests {
    @Test("branches that changed different files are merged, and nothing is left behind but the merged project")
    func merged() async throws {
        try await Project.with { project in
            let outcome = try await project.outcome([("one", "a.txt"), ("two", "b.txt")])
            #expect(outcome.status == .completed, "\(outcome.message ?? "")")
            #expect(project.content("a.txt") == "one\n" && project.content("b.txt") == "two\n")
            #expect(outcome.summary["merge"]?["merged"]?.arrayValue?.count == 2)
            #expect(try await project.git("branch", "--list", "skein/*").isEmpty)
            #expect(try await project.git("status", "--porcelain").isEmpty)
            #expect(try await project.git("worktree", "list").split(separator: "\n").count == 1)
        }
    }

    @Test("a dozen tasks that begin at once each get a worktree")
    func dozen() async throws {
        try await Project.with { project in
            let outcome = try await project.outcome((1...12).map { ("task \($0)", "\($0).txt") })
            #expect(outcome.status == .completed, "\(outcome.message ?? "")")
            #expect(outcome.summary["merge"]?["merged"]?.arrayValue?.count == 12)
        }
    }

    @Test("two branches that write the same file: the first is merged, the other is named and kept as a branch")
    func conflict() async throws {
        try await Project.with { project in
            let outcome = try await project.outcome([("one", "same.txt"), ("two", "same.txt"), ("three", "c.txt")])
            #expect(outcome.status == .completedWithFailures && outcome.endedBy == "merge_conflict")
            #expect(outcome.message?.contains("same.txt") == true)
            let conflict = try #require(outcome.summary["merge"]?["conflicts"]?.arrayValue?.first)
            #expect(conflict["files"] == ["same.txt"] && conflict["task_id"] == .string(outcome.results[1].taskID.rawValue))
            #expect(project.content("same.txt") == "one\n" && project.content("c.txt") == "three\n")
            let branch = try #require(conflict["branch"]?.stringValue)
            #expect(try await project.git("show", "\(branch):same.txt") == "two")
            // Both results are there: nothing of the work is lost.
            #expect(outcome.results.allSatisfy { $0.status == .completed })
            #expect(try await project.git("status", "--porcelain").isEmpty)
        }
    }

    @Test("a task sees what the tasks it needs have changed, and the work of a failed one stays on its branch")
    func dependencies() async throws {
        try await Project.with { project in
            let outcome = try await project.outcome([("one", "a.txt"), ("two", "a.txt")], chained: true, fails: "three")
            #expect(project.content("a.txt") == "one\ntwo\n", "\(outcome.message ?? "")")
            #expect(outcome.results.map(\.status) == [.completed, .completed, .failed])
            let kept = outcome.summary["merge"]?["kept_branches"]?.texts ?? []
            #expect(kept.count == 1)
            #expect(try await project.git("show", "\(kept.first ?? ""):failed.txt") == "three")
            #expect(project.content("failed.txt") == nil)
        }
    }

    @Test("a server that is killed at any time leaves the next one to come to the same project")
    func killed() async throws {
        for write in stride(from: 4, through: 34, by: 3) {
            let clock = ManualClock()
            try await Project.with(clock: clock) { project in
                let order = try await project.order([("one", "same.txt"), ("two", "same.txt")])
                let outcome = try await project.bed.outcome(of: order, killedAt: write, clock)
                #expect(outcome.endedBy == "merge_conflict", "killed at \(write): \(outcome.message ?? "")")
                #expect(outcome.summary["merge"]?["merged"]?.arrayValue?.count == 1, "killed at \(write)")
                let branch = outcome.summary["merge"]?["conflicts"]?.arrayValue?.first?["branch"]?.stringValue ?? ""
                #expect(try await project.git("show", "\(branch):same.txt").hasPrefix("two"), "killed at \(write)")
                #expect(
                    project.content("same.txt")?.hasPrefix("one\n") == true,
                    "killed at \(write): \(project.content("same.txt") ?? "-") \(outcome)")
                #expect(try await project.git("status", "--porcelain").isEmpty, "killed at \(write)")
                #expect(try await project.git("worktree", "list").split(separator: "\n").count == 1, "killed at \(write)")
            }
        }
    }

    @Test("work that git cannot commit is named and stays where it was done")
    func unsaved() async throws {
        try await Project.with { project in
            let outcome = try await project.outcome([("one", ".git"), ("two", "b.txt")])
            #expect(outcome.status == .completedWithFailures && outcome.endedBy == "merge_conflict")
            let conflict = try #require(outcome.summary["merge"]?["conflicts"]?.arrayValue?.first)
            #expect(conflict["task_id"] == .string(outcome.results[0].taskID.rawValue))
            let trees = try await project.git("worktree", "list", "--porcelain").split(separator: "\n")
            let tree = try #require(trees.last { $0.hasPrefix("worktree ") }?.dropFirst(9))
            #expect(outcome.message?.contains(tree) == true)
            #expect(try String(contentsOfFile: "\(tree)/.git", encoding: .utf8).contains("one"))
            #expect(project.content("b.txt") == "two\n")
        }
    }

    @Test("a directory that is no repository, or has changes that no commit holds, is refused before anything begins")
    func refused() async throws {
        try await Project.with { project in
            try "changed".write(to: project.directory.appending(path: "readme.txt"), atomically: true, encoding: .utf8)
            let dirty = try await project.outcome([("one", "a.txt")])
            #expect(dirty.status == .failed && dirty.endedBy == "isolation")
            #expect(dirty.message?.contains("readme.txt") == true)
            try FileManager.default.removeItem(at: project.directory.appending(path: ".git"))
            let bare = try await project.outcome([("one", "a.txt")])
            #expect(bare.endedBy == "isolation" && bare.message?.contains("git repository") == true)
            #expect(project.bed.backend.calls.isEmpty)
        }
    }
}

/// A git repository with one commit, and a bed whose agents write into it.
private struct Project {
    let bed: WorkflowBed
    let directory: URL
    private let runner: ProcessCommandRunner

    static func with(
        clock: any EngineClock = SystemClock(), _ body: (Project) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let home = directory.appending(path: "home").path
            let runner = ProcessCommandRunner(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home])
            try await WorkflowBed.with(clock: clock) { bed in
                var bed = bed
                bed.commands = runner
                let project = Project(bed: bed, directory: directory.appending(path: "project"), runner: runner)
                try FileManager.default.createDirectory(at: project.directory, withIntermediateDirectories: true)
                try "Hello".write(to: project.directory.appending(path: "readme.txt"), atomically: true, encoding: .utf8)
                for command in [["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]] {
                    _ = try await project.git(command)
                }
                try await body(project)
            }
        }
    }

    /// Has each task append its title to a file.
    func outcome(
        _ tasks: [(title: String, file: String)], chained: Bool = false, fails: String? = nil
    ) async throws -> WorkflowOutcome {
        try await bed.outcome(of: try await order(tasks, chained: chained, fails: fails))
    }

    func order(
        _ tasks: [(title: String, file: String)], chained: Bool = false, fails: String? = nil
    ) async throws -> WorkflowOrder {
        var (agents, works): ([Agent], [AgentTask]) = ([], [])
        for (title, file) in tasks {
            let agent = try await bed.agent(
                title, script: [["append": ["file": .string(file), "line": .string(title)]], ["say": "done"]])
            agents.append(agent)
            works.append(try await bed.task(title, by: [agent], needs: chained ? works.suffix(1).map(\.id) : []))
        }
        if let fails {
            let agent = try await bed.agent(
                fails,
                script: [["append": ["file": "failed.txt", "line": .string(fails)]], ["fail": ["cause": "refusal"]]])
            agents.append(agent)
            works.append(try await bed.task(fails, by: [agent]))
        }
        return try bed.order(.parallel, works, by: agents, ["isolation": "worktree"], directory: directory.path)
    }

    func content(_ file: String) -> String? {
        // Not there: that is what the test asks.
        try? String(contentsOf: directory.appending(path: file), encoding: .utf8)
    }

    func git(_ arguments: String...) async throws -> String {
        try await git(arguments)
    }

    private func git(_ arguments: [String]) async throws -> String {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@localhost"]
        let ended = try await runner.run(["git"] + identity + arguments, in: directory.path, timeout: 60)
        #expect(ended.exitStatus == 0, "git \(arguments): \(ended.output)")
        return ended.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension WorkflowBed {
    /// Runs a workflow under an engine that dies before a write, and under another one to its end.
    fileprivate func outcome(of order: WorkflowOrder, killedAt write: Int, _ clock: ManualClock) async throws
        -> WorkflowOutcome
    {
        let (doom, run) = (
            Doom(at: .init(write: write, isBefore: true, losesQueue: true)), RunID(rawValue: order.executionID.rawValue)
        )
        let first = engine(journal: doom.journal(bed.journal))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let caretaker = Caretaker(bed)
            group.addTask {
                // A dead server answers nobody.
                try? await caretaker.attend(run, on: first)
                doom.strike()
            }
            try await bed.killing(first, by: doom) {
                _ = try await start(order, on: first)
                await doom.struck()
            }
            group.cancelAll()
        }
        clock.advance(by: .seconds(60))
        let next = engine()
        try await bed.serving(next) { try await Caretaker(bed).attend(run, on: next) }
        return try #require(try await bed.journal.record(of: run)?.output).decode(WorkflowOutcome.self)
    }
}

extension JSONValue {
    fileprivate var texts: [String] { (arrayValue ?? []).compactMap(\.stringValue) }
}
