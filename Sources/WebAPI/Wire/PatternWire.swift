import Domain
import Orchestration

/// A pattern as it goes over the wire, with how much of what it names is still there.
struct PatternWire: Encodable {
    let view: WorkflowPatternView

    func encode(to encoder: any Encoder) throws {
        let pattern = view.pattern
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(pattern.id, forKey: .id)
        try container.encode(pattern.name, forKey: .name)
        try container.encode(pattern.description, forKey: .description)
        try container.encode(pattern.workflowType, forKey: .workflowType)
        try container.encode(pattern.userObjective, forKey: .userObjective)
        try container.encode(pattern.agentIDs, forKey: .agentIDs)
        try container.encode(pattern.taskIDs, forKey: .taskIDs)
        try container.encode(pattern.projectDirectory, forKey: .projectDirectory)
        try container.encode(pattern.configuration, forKey: .configuration)
        try container.encode(pattern.dependencies, forKey: .dependencies)
        try container.encode(pattern.status, forKey: .status)
        try container.encode(pattern.createdAt, forKey: .createdAt)
        try container.encode(pattern.updatedAt, forKey: .updatedAt)
        try container.encode(Metadata(view), forKey: .metadata)
    }

    private enum Key: String, CodingKey {
        case id, name, description, configuration, dependencies, status, metadata
        case workflowType = "workflow_type"
        case userObjective = "user_objective"
        case agentIDs = "agent_ids"
        case taskIDs = "task_ids"
        case projectDirectory = "project_directory"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    private struct Metadata: Encodable {
        let agentCount: Int
        let taskCount: Int
        let existingAgents: Int
        let existingTasks: Int
        let integrityCheck: [String: Bool]

        init(_ view: WorkflowPatternView) {
            agentCount = view.pattern.agentIDs.count
            taskCount = view.pattern.taskIDs.count
            existingAgents = view.existingAgents
            existingTasks = view.existingTasks
            integrityCheck = [
                "agents_valid": view.existingAgents == agentCount, "tasks_valid": view.existingTasks == taskCount,
            ]
        }

        enum CodingKeys: String, CodingKey {
            case agentCount = "agent_count"
            case taskCount = "task_count"
            case existingAgents = "existing_agents"
            case existingTasks = "existing_tasks"
            case integrityCheck = "integrity_check"
        }
    }
}

/// A type of workflow, and how it is configured.
struct WorkflowTypeWire: Encodable {
    let type: WorkflowTypeDescription

    init(_ type: WorkflowTypeDescription) {
        self.type = type
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(type.type, forKey: .name)
        try container.encode(type.title, forKey: .title)
        try container.encode(type.description, forKey: .description)
        try container.encode(type.useCases, forKey: .useCases)
        try container.encode(type.advantages, forKey: .advantages)
        try container.encode(type.idealFor, forKey: .idealFor)
        try container.encode(type.configurationSchema, forKey: .configurationSchema)
    }

    private enum Key: String, CodingKey {
        case name, title, description, advantages
        case useCases = "use_cases"
        case idealFor = "ideal_for"
        case configurationSchema = "configuration_schema"
    }
}

/// What the analysis says.
struct AnalysisWire: Encodable {
    let analysis: WorkflowAnalysis

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(analysis.recommended, forKey: .recommendedWorkflow)
        try container.encode(analysis.confidence, forKey: .confidenceScore)
        try container.encode(analysis.reasons.joined(separator: ". "), forKey: .reasoning)
        try container.encode(analysis.agentCompatibility, forKey: .agentCompatibility)
        try container.encode(analysis.taskComplexity, forKey: .taskComplexityAnalysis)
        try container.encode(analysis.estimatedMinutes, forKey: .estimatedDuration)
        try container.encode(analysis.resources, forKey: .resourceRequirements)
        try container.encode(analysis.risks, forKey: .riskFactors)
        try container.encode(analysis.suggestions, forKey: .optimizationSuggestions)
        try container.encode(analysis.basis, forKey: .analysis)
    }

    private enum Key: String, CodingKey {
        case reasoning, analysis
        case recommendedWorkflow = "recommended_workflow"
        case confidenceScore = "confidence_score"
        case agentCompatibility = "agent_compatibility"
        case taskComplexityAnalysis = "task_complexity_analysis"
        case estimatedDuration = "estimated_duration"
        case resourceRequirements = "resource_requirements"
        case riskFactors = "risk_factors"
        case optimizationSuggestions = "optimization_suggestions"
    }
}
