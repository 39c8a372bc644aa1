public import Domain
import Foundation
public import Persistence

/// Loads agents and tasks from the JSON files of a directory.
public struct ProjectService: Sendable {
    private let store: Store
    private let workspaces: WorkspaceRoots

    public init(store: Store, workspaces: WorkspaceRoots) {
        self.store = store
        self.workspaces = workspaces
    }

    /// Loads everything, or nothing where something is wrong.
    /// - Parameter json: `{directory, force_reload}`; forced, what is there already under the same name is updated.
    /// - Throws: `DomainError/invalid(_:)` when the directory is none, or lies outside the roots.
    public func load(_ json: JSONValue) async throws -> ProjectLoad {
        var fields = FieldReader(json, at: ["body"])
        let directory = fields.text("directory", length: 1...4096)
        let isForced = fields.bool("force_reload", default: false)
        try fields.finish()
        let project = try project(at: directory, field: ["body", "directory"])
        let plan = try await plan(project)
        var load = ProjectLoad(files: project.files.map(\.path))
        guard plan.errors.isEmpty else {
            load.errors = plan.errors
            return load
        }
        let agents = plan.agents.filter { isForced || !plan.present.contains($0.id.rawValue) }
        let tasks = plan.tasks.filter { isForced || !plan.present.contains($0.id.rawValue) }
        do {
            try await store.save(agents, tasks)
            (load.agents, load.tasks) = (agents.count, tasks.count)
        } catch let error as DomainError {
            load.errors = ["\(error)"]
        }
        return load
    }

    /// What a directory holds, and what is wrong with it; nothing is written.
    public func look(at directory: String) async throws -> ProjectSurvey {
        let project = try project(at: directory, field: ["query", "directory"])
        return ProjectSurvey(
            directory: project.path, agents: project.entries(.agent).map { $0.json["name"]?.stringValue ?? "" },
            tasks: project.entries(.task).map { $0.json["title"]?.stringValue ?? "" }, files: project.files.map(\.path),
            errors: try await plan(project).errors)
    }

    private func project(at directory: String, field: [String]) throws -> ProjectDirectory {
        try ProjectDirectory(try workspaces.existing(directory, field: field))
    }

    private func plan(_ project: ProjectDirectory) async throws -> ProjectPlan {
        let everything = Page(limit: 1_000_000)
        return ProjectPlan(
            project, agents: try await store.agents(AgentFilter(), everything).items,
            tasks: try await store.tasks(TaskFilter(), everything).items, now: .now)
    }
}

/// What loading a project did.
public struct ProjectLoad: Sendable {
    public var agents = 0
    public var tasks = 0
    /// What is wrong; with one, nothing was loaded.
    public var errors: [String] = []
    public let files: [String]

    init(files: [String]) {
        self.files = files
    }
}

/// What a project's directory holds.
public struct ProjectSurvey: Sendable {
    public let directory: String
    /// Their names.
    public let agents: [String]
    /// Their titles.
    public let tasks: [String]
    public let files: [String]
    public let errors: [String]
}
