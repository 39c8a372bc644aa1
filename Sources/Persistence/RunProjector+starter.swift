import Domain
import SQL

/// Who starts runs, and how many at once.
extension RunProjector {
    /// Who starts a run that is being created: whoever asked for it, and for a part of a workflow whoever started that.
    /// - Throws: ``DomainError/tooMany(_:retryAfter:)`` when that user has as many live runs as one may have. Since it is
    ///   counted in the transaction that creates the run, two at once cannot both be the last.
    func starter(within workflow: WorkflowExecutionID?) throws -> Author? {
        if let workflow { return try WorkflowExecutionTable.find(workflow, transaction.sql)?.startedBy }
        guard let principal = transaction.principal else { return nil }
        try requireRoom(for: principal)
        return Author(principal)
    }

    private func requireRoom(for principal: Principal) throws {
        guard let limit = transaction.userRunningLimit else { return }
        let live =
            try ExecutionTable.liveCount(startedBy: principal.id, transaction.sql)
            + WorkflowExecutionTable.liveCount(startedBy: principal.id, transaction.sql)
        guard live >= limit else { return }
        throw DomainError.tooMany(
            "'\(principal.name)' has \(live) live execution\(live == 1 ? "" : "s"), and may have \(limit) at once "
                + "(SKEIN_USER_RUNNING_LIMIT). Wait until one is over, or abort one.", retryAfter: 5)
    }
}
