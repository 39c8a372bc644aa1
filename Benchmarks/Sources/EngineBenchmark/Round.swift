import Foundation

/// One measurement of a workload on the engine, and one of the bare loop right after it.
struct Round {
    let engine: Measurement
    let bare: Measurement?

    /// The engine's share of what the bare loop reaches.
    var ratio: Double? { bare.map { $0.seconds / engine.seconds } }

    /// So many rounds after one to warm up; the engine and the bare loop take turns.
    static func all(of workload: Workload, count: Int, withBare: Bool) async throws -> [Round] {
        var rounds: [Round] = []
        for _ in 0...count { rounds.append(try await Round(of: workload, withBare: withBare)) }
        return Array(rounds.dropFirst())
    }

    private init(of workload: Workload, withBare: Bool) async throws {
        (engine, bare) = try await withScratchDirectory { directory in
            let file = directory.appending(path: "engine.db")
            let engine = try await Server.with(file, atOnce: workload.atOnce) { server in
                let commits = server.database.commitCount
                var measurement = try await Measurement.of { try await workload.perform(on: server) }
                measurement.commits = server.database.commitCount - commits
                return measurement
            }
            guard withBare else { return (engine, nil) }
            let loop = try BareLoop(recordedIn: file, commits: engine.commits)
            return (engine, try await loop.measured(in: directory.appending(path: "bare.db")))
        }
    }
}
