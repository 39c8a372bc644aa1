import Domain
import TestSupport
import Testing

/// A team on the real CLI. What each of them is answered is scripted by who is asked, and with what.
struct PatternStage {
    private static let marker = "team"
    /// Stands in everything that anybody is asked, so that the fake API knows what belongs to the workflow.
    static let objective = "A good end [\(marker)]"

    let bed: ClaudeBed
    let team: ServerTeam

    static func with(
        _ agents: [ServerTeam.Member], _ tasks: [ServerTeam.Job], _ body: (PatternStage) async throws -> Void
    ) async throws {
        try await ClaudeBed.with { bed in
            try await body(PatternStage(bed: bed, team: try await ServerTeam(bed.server, agents: agents, tasks: tasks)))
        }
    }

    /// Says what anybody is answered.
    func play(_ answer: @escaping @Sendable (FakeRequest) -> FakeTurn) {
        bed.api.script(Self.marker, answer)
    }

    func execute(_ type: String, _ configuration: JSONValue = [:]) async throws -> String {
        try await team.execute(type, configuration, objective: Self.objective)
    }

    /// All that the model was asked, oldest first.
    var requests: [FakeRequest] { bed.api.requests(of: Self.marker) }

    /// The first request of every call, in the order in which they began; a call may go on with a conversation.
    var calls: [FakeRequest] {
        var known: Set<String> = []
        return requests.filter { $0.beginsCall && known.insert("\($0.sessionID) \($0.turn)").inserted }
    }

    /// Waits until so many requests were made.
    func asked(_ count: Int) async throws {
        try await bed.api.request(count, of: Self.marker)
    }

    /// Kills the server while a request is held up, starts it again, and lets the request go on.
    func kill(during gate: FakeGate, afterRequest count: Int) async throws {
        try await asked(count)
        try await bed.server.killAndRestart()
        gate.open()
    }

    /// Holds for every workflow: nothing was asked twice, and what it says of cost is what was really used.
    /// - Parameter isRefused: says of a request that the API refused it: that cost nothing, and the CLI itself repeats it.
    func expectExactAccounts(of done: JSONValue, where isRefused: (FakeRequest) -> Bool = { _ in false }) {
        let answered = requests.filter { !isRefused($0) }
        let asked = answered.map { "\($0.sessionID) \($0.turn)" }
        #expect(Set(asked).count == asked.count, "\(asked)")
        #expect(done["usage"]?["input_tokens"] == .integer(Int64(answered.count) * 100))
        #expect(done["usage"]?["output_tokens"] == .integer(Int64(answered.count) * 20))
        #expect(done["usage"]?["cost_usd"]?.numberValue ?? 0 > 0)
        #expect(done["results"]?["model_calls"] == .integer(Int64(calls.count)))
    }

    /// What came of each task: its agent, its status, and how many executions worked on it.
    func ends(of done: JSONValue) -> [String] {
        (done["results"]?["results"]?.arrayValue ?? []).map { result in
            let agent = team.name(result["agent_id"]) ?? "nobody"
            let tries = result["execution_ids"]?.arrayValue?.count ?? 0
            return "\(team.name(result["task_id"]) ?? "?"): \(agent) \(result["status"]?.stringValue ?? "?") \(tries)"
        }
    }
}

extension FakeRequest {
    /// Who is asked: an agent by its name, or `coordinator`.
    var player: String {
        guard let name = system.firstMatch(of: /You are called (\w+)\./)?.1 else { return "coordinator" }
        return String(name)
    }

    /// Answers by the schema that was asked for, and ends the turn.
    func hands(in answer: JSONValue) -> FakeTurn {
        beginsCall ? .hands(in: answer) : .says("That is all.")
    }
}
