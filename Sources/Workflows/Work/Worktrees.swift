import Agents
import Domain
import DurableExecution
import Foundation

/// Gives each task of a parallel run a git worktree and a branch of its own, and merges the branches at the end.
///
/// What git does is done in steps; each may be done again after a crash and comes to the same.
struct Worktrees: Sendable {
    /// Where everything begins.
    struct Base: Sendable, Codable {
        var commit = ""
        /// The project directory's place within its repository; empty or with a slash at its end.
        var prefix = ""
        /// Why there can be no worktrees.
        var problem: String?
    }

    private let git: Git
    private let directory: String
    private let execution: String
    let base: Base

    /// Looks at the project directory. - Throws: only when the run must unwind.
    init(of run: PatternRun, _ context: WorkflowContext) async throws {
        let git = Git(commands: run.services.commands, directory: run.order.workDirectory)
        (self.git, directory, execution) = (git, run.order.workDirectory, run.order.executionID.rawValue)
        base = try await context.step("worktrees", StepOptions(isAnnounced: true)) { _ in try await Self.look(git) }
    }

    /// The branch of a task.
    func branch(of task: TaskID) -> String { "skein/\(execution.suffix(12))/\(task.rawValue.suffix(12))" }

    private func path(of task: TaskID) -> String { "\(directory)/.skein/worktrees/\(execution)/\(task)" }

    private static func look(_ git: Git) async throws -> Base {
        let head = try await git.run("rev-parse", "HEAD")
        guard head.isGood else {
            return Base(problem: "'isolation: worktree' needs a project directory in a git repository with a commit.")
        }
        let changes = try await git.run("status", "--porcelain", "--untracked-files=no")
        guard changes.output.words.isEmpty else {
            return Base(
                problem: "'isolation: worktree' begins with the last commit; commit or stash these changes first:\n"
                    + changes.output)
        }
        let prefix = try await git.run("rev-parse", "--show-prefix").output.words
        try await git.ignore(".skein/")
        return Base(commit: head.output.words, prefix: prefix)
    }

    /// Makes a task's worktree, with what the tasks it needs have brought in.
    /// - Returns: the directory to work in, or why there is none.
    func open(for task: AgentTask, after needed: [TaskID], _ context: WorkflowContext) async throws -> Opened {
        let (git, path, branch, commit) = (self.git, path(of: task.id), branch(of: task.id), base.commit)
        let (directory, earlier) = ("\(path)/\(base.prefix)", needed.map(self.branch))
        return try await context.step("worktree", StepOptions(isAnnounced: true)) { _ in
            if let problem = try await make(path, branch, commit) { return Opened(directory: "", problem: problem) }
            for branch in earlier {
                let files = try await git.at(path).merge(branch, saying: "What it needs")
                guard let files else { continue }
                return Opened(directory: "", problem: "\(branch) contradicts the others in \(files.joined(separator: ", "))")
            }
            return Opened(directory: directory)
        }
    }

    /// One at a time: git that makes a worktree reads what another one has half written. - Returns: why there is none.
    private func make(_ path: String, _ branch: String, _ commit: String) async throws -> String? {
        try FileManager.default.createDirectory(atPath: "\(directory)/.skein", withIntermediateDirectories: true)
        // Nobody has worked here yet: what is there, a server that died has left half made, and its git may still be at it.
        _ = try await git.run(holding: lock, "worktree", "remove", "--force", path)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        _ = try await git.run(holding: lock, "worktree", "prune")
        try await git.unlock("refs/heads/\(branch)")
        let made = try await git.run(holding: lock, "worktree", "add", "--force", "-B", branch, path, commit)
        return made.isGood ? nil : made.output
    }

    private var lock: String { "\(directory)/.skein/git.lock" }

    /// Keeps what was done in a task's worktree as a commit of its branch, whatever came of the task.
    func close(_ task: AgentTask, _ context: WorkflowContext) async throws {
        let (worktree, branch) = (git.at(path(of: task.id)), branch(of: task.id))
        _ = try await context.step("commit", StepOptions(isAnnounced: true)) { _ in
            try await worktree.unlock("index", "HEAD", "refs/heads/\(branch)")
            _ = try await worktree.run("add", "-A")
            return try await worktree.run("commit", "-q", "-m", task.title).output
        }
    }

    /// Merges the branches of completed tasks one after another; a branch that contradicts those before it stays a branch.
    func merge(_ results: [TaskResult], _ context: WorkflowContext) async throws -> Merge {
        var merge = Merge()
        for result in results {
            let (git, branch, path) = (self.git, branch(of: result.taskID), path(of: result.taskID))
            let (commit, lock) = (base.commit, lock)
            let isDone = result.status == .completed
            let end = try await context.step("merge \(result.taskID)", StepOptions(isAnnounced: true)) { _ in
                let unsaved = FileManager.default.fileExists(atPath: path) ? try await git.at(path).unsaved() : ""
                guard unsaved.isEmpty else { return MergeEnd(conflicts: [], isKept: true, problem: "\(path): \(unsaved)") }
                let files = isDone ? try await git.merge(branch, saying: result.title) : []
                // The branch has everything; its directory is in nobody's way.
                _ = try await git.run(holding: lock, "worktree", "remove", "--force", path)
                let isEmpty = try await git.run("rev-list", "--count", "\(commit)..\(branch)").output.words == "0"
                if files == nil || isEmpty { _ = try await git.run("branch", "-D", branch) }
                let isThere = try await git.run("rev-parse", "--verify", "-q", branch).isGood
                return MergeEnd(conflicts: files, isKept: isThere)
            }
            merge.add(result, branch, end)
        }
        return merge
    }

    /// A worktree that can be used, or why not.
    struct Opened: Sendable, Codable {
        var directory: String
        var problem: String?
    }
}
