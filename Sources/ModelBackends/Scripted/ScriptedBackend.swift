public import Agents
import Domain

/// Plays a script instead of asking a model: for tests and demonstrations.
public struct ScriptedBackend: ModelBackend {
    public let name = "scripted"

    public init() {}

    public func perform(_ call: ModelCall, _ link: any ModelCallLink) async throws -> ModelReply {
        var player = ScriptPlayer(call: call, script: try ModelScript(call.script, brief: call.brief), link: link)
        let stop = StopFlag()
        return try await withThrowingTaskGroup(of: ModelReply?.self) { group in
            group.addTask {
                for await request in link.stopRequests() { stop.raise(request) }
                return nil
            }
            defer { group.cancelAll() }
            return try await player.play(until: stop)
        }
    }
}
