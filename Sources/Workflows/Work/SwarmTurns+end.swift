import Domain
import DurableExecution

/// How a chain of turns ends.
extension SwarmTurns {
    /// The task is done, unless a gate says otherwise: then the active agent goes on.
    mutating func finished(
        _ result: TaskResult, _ value: JSONValue, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        var done = result
        done.output["result"] = value
        done.output["structured"] = nil
        guard let (gate, feedback) = try await run.firstRefusal(done, work.task, context) else { return .result(done) }
        guard chain.mistakes < gate.retries else {
            done.status = .failed
            (done.cause, done.errorMessage) = ("gate:\(gate.name)", feedback)
            return .result(done)
        }
        chain.mistakes += 1
        return again(active, result, feedback)
    }

    /// A limit ended it; what there is stays as it is.
    func stopped(_ limit: String, _ result: TaskResult?) -> TaskResult {
        var stopped = result ?? TaskResult(work.task, .failed)
        stopped.status = .failed
        stopped.cause = limit
        stopped.errorMessage =
            "It was ended by \(limit) after \(chain.handoffs.count) handoffs and \(chain.turnCount) turns."
        return stopped
    }

    func end(_ last: TaskResult, _ context: WorkflowContext) async throws -> TaskResult {
        var result = last
        // A turn that was not begun leaves what the turns before it left.
        if last.status == .skipped, let before = results.last(where: { $0.status == .completed }) {
            result = stopped(last.cause ?? "stopped", before)
        }
        result.add(results.filter { $0.executionIDs != result.executionIDs })
        result.output["handoffs"] = .array(chain.handoffs.map { .string($0.rawValue) })
        result.output["turns"] = .integer(Int64(chain.turnCount))
        return try await run.settle(result, of: work, context)
    }
}
