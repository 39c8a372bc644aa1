import Agents
import Domain
import Synchronization

/// What people want of a call, passed on to its shim, whichever one has it at the moment.
final class CallSteering: Sendable {
    private struct State {
        var stop: CallStop?
        var answers: [String: GivenAnswer] = [:]
        var questions: [String: Interaction] = [:]
        var shim: AsyncStream<ShimCommand>.Continuation?
    }

    private let state = Mutex(State())

    /// The strongest stop request so far.
    var stop: CallStop? { state.withLock { $0.stop } }

    func stop(_ stop: CallStop) {
        send { state in
            guard stop > state.stop ?? .pauseAtStep || state.stop == nil else { return [] }
            state.stop = stop
            return [.stop(stop)]
        }
    }

    func answer(_ answer: GivenAnswer) {
        send { state in
            state.answers[answer.interactionID] = answer
            return Self.settled(answer.interactionID, state)
        }
    }

    /// A question the call asks; it may have been answered already.
    func asked(_ interaction: Interaction) {
        send { state in
            state.questions[interaction.id] = interaction
            return Self.settled(interaction.id, state)
        }
    }

    /// The commands for a newly attached shim: first what it may have missed, then what comes.
    func commands() -> AsyncStream<ShimCommand> {
        let (stream, continuation) = AsyncStream<ShimCommand>.makeStream()
        send { state in
            state.shim?.finish()
            state.shim = continuation
            let answers = state.questions.keys.flatMap { Self.settled($0, state) }
            return answers + (state.stop.map { [.stop($0)] } ?? [])
        }
        return stream
    }

    private func send(_ change: (inout State) -> [ShimCommand]) {
        let (commands, shim) = state.withLock { state in
            let commands = change(&state)
            return (commands, state.shim)
        }
        for command in commands { shim?.yield(command) }
    }

    private static func settled(_ id: String, _ state: State) -> [ShimCommand] {
        guard let question = state.questions[id], let given = state.answers[id],
            let answer = try? InteractionAnswer(given.content, to: question)  // was checked when it was given
        else { return [] }
        return [.answer(answer)]
    }
}
