extension WorkflowContext {
    /// Runs one branch per item at the same time, each with a context of its own, and returns when all have ended.
    /// - Parameters:
    ///   - body: what a branch does, with a context of its own.
    ///   - items: one branch for each.
    ///   - name: identifies this use of `parallel` within its branch.
    ///   - key: a stable name for each item, unique among them.
    ///   - limit: how many branches may be under way at once.
    /// - Returns: one result per item, in the order of the items, whatever the order of ending.
    /// - Throws: only when the run itself must unwind.
    public func parallel<Item: Sendable, Output: Sendable>(
        _ name: String, _ items: [Item], key: (Item) -> String, limit: Int = .max,
        _ body: @escaping @Sendable (WorkflowContext, Item) async throws -> Output
    ) async throws -> [Result<Output, StepFailure>] {
        let (path, _) = try begin(name, .parallel)
        let keys = items.map(key)
        precondition(Set(keys).count == keys.count, "the keys of parallel branches must differ: \(keys)")
        let branches = Array(zip(keys.map { path.appending($0) }, items))
        let ends = await withTaskGroup(of: (Int, BranchEnd<Output>).self) { group in
            var ends = [BranchEnd<Output>?](repeating: nil, count: branches.count)
            for (index, (path, item)) in branches.enumerated() {
                if index >= limit, let (done, end) = await group.next() { ends[done] = end }
                group.addTask { [runtime] in (index, await BranchEnd.of(runtime, path, item, body)) }
            }
            for await (done, end) in group { ends[done] = end }
            return ends.compactMap { $0 }
        }
        return try results(of: ends)
    }

    private func results<Output>(of ends: [BranchEnd<Output>]) throws -> [Result<Output, StepFailure>] {
        try ends.map { end in
            switch end {
            case .ended(let result): result
            case .unwound: throw suspend()
            }
        }
    }
}

/// How a branch ended.
private enum BranchEnd<Output: Sendable>: Sendable {
    case ended(Result<Output, StepFailure>)
    /// It waits for something, or its scope was closed.
    case unwound

    static func of<Item: Sendable>(
        _ runtime: RunRuntime, _ path: StepPath, _ item: Item,
        _ body: @Sendable (WorkflowContext, Item) async throws -> Output
    ) async -> BranchEnd {
        let context = WorkflowContext(runtime: runtime, branch: path)
        do {
            let output = try await body(context, item)
            return context.hasUnwound ? .unwound : .ended(.success(output))
        } catch {
            if context.hasUnwound { return .unwound }
            return .ended(.failure(error as? StepFailure ?? StepFailure(.describing(error, at: path))))
        }
    }
}
