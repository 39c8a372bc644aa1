import Orchestration

/// What loading a project did.
struct ProjectLoadWire: Encodable {
    let agentsLoaded: Int
    let tasksLoaded: Int
    let errors: [String]
    let filesProcessed: [String]

    init(_ load: ProjectLoad) {
        agentsLoaded = load.agents
        tasksLoaded = load.tasks
        errors = load.errors
        filesProcessed = load.files
    }

    enum CodingKeys: String, CodingKey {
        case errors
        case agentsLoaded = "agents_loaded"
        case tasksLoaded = "tasks_loaded"
        case filesProcessed = "files_processed"
    }
}

/// What a project's directory holds.
struct ProjectSurveyWire: Encodable {
    let directory: String
    let agents: [String]
    let tasks: [String]
    let files: [String]
    let errors: [String]

    init(_ survey: ProjectSurvey) {
        directory = survey.directory
        agents = survey.agents
        tasks = survey.tasks
        files = survey.files
        errors = survey.errors
    }
}
