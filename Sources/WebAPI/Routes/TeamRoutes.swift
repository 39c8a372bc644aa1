import Domain
import Hummingbird
import Orchestration

/// Whole teams: what `skein run`, `skein export` and `skein import` speak.
extension API {
    /// `POST /api/teams`: agents, tasks and workflows from one document; `?dry_run=true` only says what would change.
    @Sendable func applyTeam(_ request: Request, _ context: APIContext) async throws -> Response {
        let change = try await teams.apply(try await request.json(), isDryRun: try request.flag("dry_run"))
        return try .json(TeamChangeWire(change: change))
    }

    /// `GET /api/teams`: the same document from what there is, of one pattern (`?pattern_id=`) or of everything.
    @Sendable func exportTeam(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(try await teams.export(request.query("pattern_id").map(WorkflowPatternID.init)))
    }
}

/// What applying a team changed.
struct TeamChangeWire: Encodable {
    let change: TeamChange

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(change.agents.map { Line(line: $0, nameKey: "name") }, forKey: .agents)
        try container.encode(change.tasks.map { Line(line: $0, nameKey: "title") }, forKey: .tasks)
        let workflows = zip(change.workflows, change.types).map { Line(line: $0, nameKey: "name", type: $1) }
        try container.encode(workflows, forKey: .workflows)
    }

    private enum CodingKeys: String, CodingKey {
        case agents, tasks, workflows
    }

    private struct Line: Encodable {
        let line: TeamChange.Line
        let nameKey: String
        var type: WorkflowType?

        func encode(to encoder: any Encoder) throws {
            var fields = ["id": line.id, nameKey: line.name, "change": line.change.rawValue]
            fields["workflow_type"] = type?.rawValue
            try fields.encode(to: encoder)
        }
    }
}
