import Domain

/// What came of one branch.
struct MergeEnd: Sendable, Codable {
    /// The files in which it contradicts those before it; nil when it was merged, empty when it was not to be.
    var conflicts: [String]?
    var isKept: Bool
    /// Why its work is no commit, and where it lies.
    var problem: String?
}

/// What came of all branches.
struct Merge: Sendable {
    private var merged: [JSONValue] = []
    private var conflicts: [JSONValue] = []
    private var kept: [JSONValue] = []
    /// The first conflict in words; nil for none.
    private(set) var message: String?

    mutating func add(_ result: TaskResult, _ branch: String, _ end: MergeEnd) {
        if end.isKept { kept.append(.string(branch)) }
        if let problem = end.problem {
            return lose(result, branch, files: [problem], "its work could not be committed; it lies in \(problem)")
        }
        guard let files = end.conflicts else { return merged.append(.string(result.taskID.rawValue)) }
        guard !files.isEmpty else { return }
        lose(
            result, branch, files: files,
            "it and a task before it changed \(files.joined(separator: ", ")) in different ways. Its work is kept on the branch "
                + "\(branch); merge it by hand.")
    }

    private mutating func lose(_ result: TaskResult, _ branch: String, files: [String], _ reason: String) {
        conflicts.append([
            "task_id": .string(result.taskID.rawValue), "branch": .string(branch),
            "files": .array(files.map { .string($0) }),
        ])
        message = message ?? "'\(result.title)': \(reason)"
    }

    var json: JSONValue {
        ["merged": .array(merged), "conflicts": .array(conflicts), "kept_branches": .array(kept)]
    }
}
