import DurableExecution
import Foundation
import Testing

@Suite struct RunStateMachineTests {
    @Test("a terminal state accepts nothing, except that an aborted run is already aborted")
    func terminalStates() {
        for state in RunState.allCases where state.isTerminal {
            for event in RunEvent.allCases {
                var machine = RunStateMachine(state)
                let isRepeatedAbort = state == .aborted && event == .abortRequested
                #expect(machine.apply(event) == (isRepeatedAbort ? .unchanged : .refused))
                #expect(machine.state == state)
            }
        }
    }

    @Test(
        "every transition of the design",
        arguments: [
            (RunState.pending, RunEvent.claimed, RunState.running), (.pending, .pauseRequested, .paused),
            (.pending, .abortRequested, .aborted), (.running, .pauseRequested, .pausing),
            (.running, .abortRequested, .aborting), (.running, .inputAwaited, .waiting),
            (.running, .bodyCompleted, .completed),
            (.running, .bodyFailed, .failed), (.running, .leaseLost, .pending), (.pausing, .unwound, .paused),
            (.pausing, .bodyCompleted, .completed), (.pausing, .bodyFailed, .failed), (.pausing, .abortRequested, .aborting),
            (.pausing, .leaseLost, .paused), (.paused, .resumeRequested, .pending), (.paused, .abortRequested, .aborted),
            (.waiting, .inputGiven, .pending), (.waiting, .timerFired, .pending), (.waiting, .pauseRequested, .paused),
            (.waiting, .abortRequested, .aborted), (.aborting, .unwound, .aborted), (.aborting, .bodyCompleted, .aborted),
            (.aborting, .bodyFailed, .aborted), (.aborting, .leaseLost, .aborted),
        ])
    func transition(from state: RunState, event: RunEvent, to next: RunState) {
        var machine = RunStateMachine(state)
        #expect(machine.apply(event) == .moved(next))
        #expect(machine.state == next)
    }

    @Test("from every state a run can still come to an end")
    func everyStateReachesAnEnd() {
        for state in RunState.allCases {
            var reached: Set<RunState> = [state]
            var frontier = [state]
            while let current = frontier.popLast() {
                for event in RunEvent.allCases {
                    var machine = RunStateMachine(current)
                    if case .moved(let next) = machine.apply(event), reached.insert(next).inserted { frontier.append(next) }
                }
            }
            #expect(reached.contains { $0.isTerminal }, "\(state) is a dead end")
        }
    }

    @Test("the diagram in docs/run-state-machine.md is the machine's own")
    func documentedDiagram() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/run-state-machine.md"), encoding: .utf8)
        #expect(
            page.contains(RunStateMachine.diagram),
            "docs/run-state-machine.md is out of date; its diagram should be:\n\(RunStateMachine.diagram)")
    }
}
