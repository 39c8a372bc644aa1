import Domain
import Orchestration

/// A workflow execution as it goes over the wire; lists leave out what only one of them has.
struct WorkflowExecutionWire: Encodable {
    let details: WorkflowExecutionDetails

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try encodeFacts(details.execution, &container)
        try encodeProgress(details.execution.progress, &container)
        try container.encode(details.waitingFor, forKey: .waitingFor)
        try container.encodeIfPresent(details.executions.map { $0.map { ExecutionWire($0) } }, forKey: .executions)
        try container.encodeIfPresent(details.communications?.map(CommunicationWire.init), forKey: .agentCommunications)
        try container.encodeIfPresent(details.questions?.map(QuestionWire.init), forKey: .interactions)
        try container.encodeIfPresent(details.waitingTasks, forKey: .waitingTasks)
        try container.encodeIfPresent(details.reruns, forKey: .reruns)
    }

    private func encodeFacts(_ execution: WorkflowExecution, _ container: inout KeyedEncodingContainer<Key>) throws {
        try container.encode(execution.id, forKey: .id)
        try container.encode(execution.id, forKey: .executionID)
        try container.encode(execution.patternID, forKey: .patternID)
        try container.encode(execution.patternName, forKey: .patternName)
        try container.encode(execution.workflowType, forKey: .workflowType)
        try container.encode(execution.agentIDs, forKey: .agentIDs)
        try container.encode(execution.taskIDs, forKey: .taskIDs)
        try container.encode(execution.workDirectory, forKey: .workDirectory)
        try container.encode(execution.status, forKey: .status)
        try container.encode(execution.completedTasks, forKey: .completedTasks)
        try container.encode(execution.failedTasks, forKey: .failedTasks)
        try container.encode(execution.results, forKey: .results)
        try container.encode(execution.metrics, forKey: .metrics)
        try container.encode(execution.usage, forKey: .usage)
        try container.encode(execution.errorMessage, forKey: .errorMessage)
        try container.encode(execution.needsInteraction, forKey: .needsInteraction)
        try container.encode(execution.startedAt, forKey: .startedAt)
        try container.encode(execution.completedAt, forKey: .completedAt)
        try container.encode(execution.createdAt, forKey: .createdAt)
        try container.encode(execution.updatedAt, forKey: .updatedAt)
        try container.encode(execution.rerunOf, forKey: .rerunOf)
        try container.encode(execution.rerunFrom, forKey: .rerunFrom)
        try container.encode(execution.startedBy, forKey: .startedBy)
    }

    private func encodeProgress(_ progress: WorkflowProgress, _ container: inout KeyedEncodingContainer<Key>) throws {
        try container.encode(progress.fraction, forKey: .progress)
        try container.encode(progress.fraction * 100, forKey: .progressPercentage)
        try container.encode(progress.currentStep, forKey: .currentStep)
        try container.encode(progress.total, forKey: .totalSteps)
        try container.encode(progress.activeAgents, forKey: .activeAgents)
        try container.encode(progress.iteration, forKey: .iterationCount)
    }

    private enum Key: String, CodingKey {
        case id, status, progress, results, metrics, usage, executions, interactions, reruns
        case executionID = "execution_id"
        case patternID = "pattern_id"
        case startedBy = "started_by"
        case patternName = "pattern_name"
        case workflowType = "workflow_type"
        case agentIDs = "agent_ids"
        case taskIDs = "task_ids"
        case workDirectory = "work_directory"
        case progressPercentage = "progress_percentage"
        case currentStep = "current_step"
        case totalSteps = "total_steps"
        case activeAgents = "active_agents"
        case completedTasks = "completed_tasks"
        case failedTasks = "failed_tasks"
        case agentCommunications = "agent_communications"
        case iterationCount = "iteration_count"
        case errorMessage = "error_message"
        case needsInteraction = "needs_interaction"
        case waitingFor = "waiting_for"
        case waitingTasks = "waiting_tasks"
        case startedAt = "started_at"
        case completedAt = "completed_at"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case rerunOf = "rerun_of"
        case rerunFrom = "rerun_from"
    }

    /// A question, and which execution asks it; null for the workflow itself.
    private struct QuestionWire: Encodable {
        let question: WorkflowQuestion

        init(_ question: WorkflowQuestion) {
            self.question = question
        }

        func encode(to encoder: any Encoder) throws {
            try question.question.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(question.executionID, forKey: .executionID)
        }
    }
}
