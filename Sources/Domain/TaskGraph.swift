/// Which tasks need which: finds cycles.
public struct TaskGraph: Sendable {
    private let dependencies: [TaskID: [TaskID]]

    public init(_ dependencies: [TaskID: [TaskID]]) {
        self.dependencies = dependencies
    }

    /// A way along dependencies from a task back to itself, or nil: `[a, b, a]`.
    public func cycle(through task: TaskID) -> [TaskID]? {
        var path = [task]
        var visited: Set<TaskID> = []
        return find(task, &path, &visited) ? path : nil
    }

    private func find(_ goal: TaskID, _ path: inout [TaskID], _ visited: inout Set<TaskID>) -> Bool {
        for next in dependencies[path[path.count - 1]] ?? [] {
            path.append(next)
            if next == goal { return true }
            if visited.insert(next).inserted, find(goal, &path, &visited) { return true }
            path.removeLast()
        }
        return false
    }
}
