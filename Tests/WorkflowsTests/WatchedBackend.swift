import Agents
import Domain
import ModelBackends
import Synchronization

/// The scripted backend, with every call counted, kept, and held up where a test wants it.
final class WatchedBackend: ModelBackend {
    private struct State {
        var counts: [String: Int] = [:]
        var calls: [ModelCall] = []
        var active = 0
        var mostActive = 0
        var hold: @Sendable (ModelCall) async -> Void = { _ in }
    }

    let name = "scripted"
    private let scripted = ScriptedBackend()
    private let state = Mutex(State())

    /// How often each call was made, by its id.
    var counts: [String: Int] { state.withLock { $0.counts } }
    /// Every call, in the order in which they began.
    var calls: [ModelCall] { state.withLock { $0.calls } }
    /// The most calls that were under way at once.
    var mostActive: Int { state.withLock { $0.mostActive } }

    /// Has every call wait before it begins.
    func hold(_ hold: @escaping @Sendable (ModelCall) async -> Void) {
        state.withLock { $0.hold = hold }
    }

    /// The titles of the tasks that were worked on, in the order in which that began.
    func titles(_ purpose: String = "work") -> [String] {
        calls.filter { $0.brief.purpose == purpose }.map(\.brief.title)
    }

    func perform(_ call: ModelCall, _ link: any ModelCallLink) async throws -> ModelReply {
        let hold = state.withLock { state in
            state.counts[call.id, default: 0] += 1
            state.calls.append(call)
            state.active += 1
            state.mostActive = max(state.mostActive, state.active)
            return state.hold
        }
        defer { state.withLock { $0.active -= 1 } }
        await hold(call)
        return try await scripted.perform(call, link)
    }
}

/// Runs no program; says what the test wants to hear.
struct ScriptedCommands: CommandRunner {
    let result: @Sendable ([String]) async throws -> CommandResult

    func run(_ command: [String], in directory: String, timeout: Double) async throws -> CommandResult {
        try await result(command)
    }
}
