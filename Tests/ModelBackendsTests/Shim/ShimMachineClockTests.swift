import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite struct ShimMachineClockTests {
    private static let timing = ShimTiming(hold: 60_000, holdAlone: 15_000, inactivity: 120_000, deadline: nil, rung: 1000)

    @Test("a question is held as long as was said, then the process is parked and asks again on resume")
    func hold() {
        var bench = MachineBench(timing: Self.timing)
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        #expect(bench.machine.wakeAt == 60_000)
        #expect(bench.passes(59_999) == [])
        let acts = bench.passes(1)
        #expect(acts.last == "defer r1")
        #expect(bench.machine.ending == .asked(.approval(id: "t1", tool: "Write", input: [:])))
        #expect(acts.first?.hasPrefix("intend asked") == true)
    }

    @Test("without a server it is held for a shorter time, counted from when the server was last there")
    func holdAlone() {
        var bench = MachineBench(timing: Self.timing)
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        _ = bench.passes(10_000)
        bench.servers(0)
        #expect(bench.machine.wakeAt == 25_000)
        _ = bench.passes(10_000)
        bench.servers(1)
        #expect(bench.machine.wakeAt == 60_000)
        _ = bench.passes(35_000)
        bench.servers(0)
        #expect(bench.machine.wakeAt == 60_000)
        #expect(bench.passes(5_000).last == "defer r1")
    }

    @Test("a question that is asked when no server has been there for long is held for the shorter time from then")
    func askedAlone() {
        var bench = MachineBench(timing: Self.timing)
        bench.servers(0)
        _ = bench.passes(100_000)
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        #expect(bench.machine.wakeAt == 115_000)
    }

    @Test("with two questions the older one's time counts, and both are parked")
    func twoQuestions() {
        var bench = MachineBench(timing: Self.timing)
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        _ = bench.passes(30_000)
        _ = bench.cli(CLILine.preToolUse("r2", "t2", "Write"))
        #expect(bench.machine.wakeAt == 60_000)
        let acts = bench.passes(30_000)
        #expect(acts.contains("defer r1"))
        #expect(acts.contains("deny r2: Paused by the operator. Ask for this call again when you continue."))
    }

    @Test("a question of the CLI's own rules is withheld when its time is up")
    func withheld() {
        var bench = MachineBench(timing: Self.timing)
        _ = bench.cli(CLILine.canUseTool("r1", "t1", "Bash"))
        #expect(bench.passes(60_000).last == "deny r1: The operator has not answered yet. (and interrupt)")
    }

    @Test("a process that gives no sign of life for too long is ended")
    func inactivity() {
        var bench = MachineBench(timing: Self.timing)
        #expect(bench.machine.wakeAt == 120_000)
        _ = bench.passes(119_000)
        _ = bench.cli(CLILine.delta("still here"))
        #expect(bench.passes(119_999) == [])
        #expect(bench.passes(1) == ["intend inactive", "interrupt"])
        #expect(bench.machine.ending == .inactive)
    }

    @Test("a tool that runs, or a person who thinks, is not silence")
    func notSilence() {
        var bench = MachineBench(timing: Self.timing)
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Bash"))
        #expect(bench.passes(1_000_000) == [])
        _ = bench.cli(CLILine.toolResult("t1"))
        #expect(bench.machine.wakeAt == 1_120_000)
        bench = MachineBench(timing: ShimTiming(hold: 600_000, inactivity: 120_000))
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
        #expect(bench.passes(599_999) == [])
    }

    @Test("after a person has answered, the process has its whole time again")
    func silenceAfterAnAnswer() {
        for allowed in [true, false] {
            var bench = MachineBench(timing: ShimTiming(hold: 600_000, inactivity: 120_000))
            _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
            _ = bench.passes(500_000)
            _ = bench.answer("t1", allowed)
            #expect(bench.passes(119_000) == [])
        }
    }

    @Test("without a limit silence lasts as long as it likes")
    func noInactivityLimit() {
        var bench = MachineBench(timing: ShimTiming())
        #expect(bench.machine.wakeAt == nil)
        #expect(bench.passes(100_000_000) == [])
    }

    @Test(
        "at its deadline the process is ended, whatever it does",
        arguments: [
            nil, CLILine.preToolUse("r1", "t1", "Bash"), CLILine.preToolUse("r1", "t1", "Write"),
        ] as [JSONValue?])
    func deadline(line: JSONValue?) {
        var timing = Self.timing
        timing.deadline = 5_000
        var bench = MachineBench(timing: timing)
        if let line { _ = bench.cli(line) }
        #expect(bench.machine.wakeAt == 5_000)
        #expect(bench.passes(4_999) == [])
        #expect(bench.passes(1) == ["intend timedOut", "interrupt"])
        #expect(bench.machine.ending == .timedOut)
    }

    @Test("a CLI that never greets is silent too")
    func noGreeting() {
        var bench = MachineBench(timing: Self.timing, begun: false)
        _ = bench.start()
        #expect(bench.passes(120_000).contains("terminate"))
        #expect(bench.machine.ending == .inactive)
    }
}
