import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite struct ShimMachineStopTests {
    @Test("a pause at the next step lets the running tool end and defers the next one")
    func pauseAtStep() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Read"))
        #expect(bench.server(.stop(.pauseAtStep)) == [])
        _ = bench.cli(CLILine.postToolUse("r2", "t1", "Read"))
        #expect(bench.cli(CLILine.preToolUse("r3", "t3", "Read")) == ["intend paused", "sync", "defer r3"])
        #expect(bench.cli(CLILine.result(reason: "tool_deferred")) == ["close input", "sync"])
        #expect(bench.machine.ending == .paused)
    }

    @Test("of several calls of one message the first is deferred, and the model is told to ask for the others again")
    func severalDeferred() {
        var bench = MachineBench()
        _ = bench.server(.stop(.pauseAtStep))
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Read")) == ["intend paused", "sync", "defer r1"])
        #expect(
            bench.cli(CLILine.preToolUse("r2", "t2", "Bash")) == [
                "note: Bash will have to be asked for again after the pause.", "sync",
                "deny r2: Paused by the operator. Ask for this call again when you continue.",
            ])
    }

    @Test("a turn that ends before any tool is not disturbed by a pause at the next step")
    func pauseAtStepWithoutStep() {
        var bench = MachineBench()
        _ = bench.server(.stop(.pauseAtStep))
        #expect(bench.passes(600_000) == [])
        #expect(bench.cli(CLILine.result()) == ["close input", "sync"])
    }

    @Test("a pause parks a question that is held: a hook's is deferred")
    func pauseWhileAsking() {
        for stop in [CallStop.pauseAtStep, .pauseNow] {
            var bench = MachineBench()
            _ = bench.cli(CLILine.preToolUse("r1", "t1", "Write"))
            #expect(bench.server(.stop(stop)) == ["intend paused", "sync", "defer r1"])
            #expect(bench.answer("t1", true) == [])
        }
    }

    @Test("a pause parks a question of the CLI's own rules by denying it and ending the turn")
    func pauseWhilePermissionIsAsked() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Bash"))
        _ = bench.cli(CLILine.canUseTool("r2", "t1", "Bash"))
        #expect(
            bench.server(.stop(.pauseAtStep)) == [
                "intend paused", "sync",
                "deny r2: Paused by the operator. Ask for this call again when you continue. (and interrupt)",
            ])
    }

    @Test("a question of the CLI's own rules that comes after the pause is not held")
    func permissionAfterPause() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Bash"))
        _ = bench.server(.stop(.pauseAtStep))
        #expect(
            bench.cli(CLILine.canUseTool("r2", "t1", "Bash")) == [
                "intend paused", "sync",
                "deny r2: Paused by the operator. Ask for this call again when you continue. (and interrupt)",
            ])
    }

    @Test("a pause at once interrupts; the result that comes of it ends the process")
    func pauseNow() {
        var bench = MachineBench()
        #expect(bench.server(.stop(.pauseNow)) == ["intend paused", "interrupt"])
        #expect(
            bench.cli(CLILine.result("error_during_execution", isError: true, reason: "aborted_streaming")) == [
                "close input", "sync",
            ])
        #expect(bench.machine.ending == .paused)
    }

    @Test("a pause at once interrupts the tool that runs, though another one waits")
    func pauseNowWithRunningTool() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.preToolUse("r1", "t1", "Bash"))
        _ = bench.cli(CLILine.preToolUse("r2", "t2", "Write"))
        #expect(bench.server(.stop(.pauseNow)) == ["intend paused", "interrupt"])
    }

    @Test(
        "a stop before the model has heard a word takes effect without it",
        arguments: [CallStop.pauseAtStep, .pauseNow, .abort])
    func stopBeforeTheFirstWord(stop: CallStop) {
        var bench = MachineBench(begun: false)
        _ = bench.start()
        let acts = bench.server(.stop(stop))
        #expect(acts.last == "terminate")
        #expect(bench.cli(CLILine.response("skein_1")) == [])
        #expect(bench.machine.ending == (stop == .abort ? .aborted : .paused))
    }

    @Test("an abort interrupts, and overrules a pause")
    func abort() {
        var bench = MachineBench()
        #expect(bench.server(.stop(.abort)) == ["intend aborted", "interrupt"])
        bench = MachineBench()
        _ = bench.server(.stop(.pauseNow))
        #expect(bench.server(.stop(.abort)) == ["intend aborted"])
        #expect(bench.machine.ending == .aborted)
        #expect(bench.server(.stop(.pauseNow)) == [])
        #expect(bench.machine.ending == .aborted)
    }

    @Test("while it is being ended no gate is opened")
    func gatesWhileStopping() {
        var bench = MachineBench()
        _ = bench.server(.stop(.abort))
        #expect(bench.cli(CLILine.preToolUse("r1", "t1", "Read")) == [])
        #expect(bench.cli(CLILine.canUseTool("r2", "t1", "Read")) == [])
    }

    @Test("the stop ladder: interrupt, close input, terminate, kill, each after its time, the last until it is dead")
    func ladder() {
        var bench = MachineBench(timing: ShimTiming(rung: 1000))
        #expect(bench.server(.stop(.abort)) == ["intend aborted", "interrupt"])
        #expect(bench.machine.wakeAt == 1000)
        #expect(bench.passes(999) == [])
        #expect(bench.passes(1) == ["close input"])
        #expect(bench.passes(1000) == ["terminate"])
        #expect(bench.passes(1000) == ["kill all"])
        #expect(bench.machine.wakeAt == 3100)
        #expect(bench.passes(100) == ["kill all"])
        bench.machine.exited()
        #expect(bench.machine.wakeAt == nil)
        #expect(bench.passes(1000) == [])
    }

    @Test("a result after the process was terminated does not go back down the ladder")
    func resultWhileTerminating() {
        var bench = MachineBench(timing: ShimTiming(rung: 1000))
        _ = bench.server(.stop(.abort))
        for _ in 0..<2 { _ = bench.passes(1000) }
        #expect(bench.cli(CLILine.result("error_during_execution", isError: true)) == ["sync"])
        #expect(bench.passes(1000) == ["kill all"])
    }

    @Test("a process that does not end after its result is made to, and its result still counts")
    func overstays() {
        var bench = MachineBench(timing: ShimTiming(rung: 1000))
        #expect(bench.cli(CLILine.result()) == ["close input", "sync"])
        #expect(bench.machine.wakeAt == 1000)
        #expect(bench.passes(1000) == ["terminate"])
        #expect(bench.machine.ending == .overstayed)
        #expect(bench.passes(1000) == ["kill all"])
    }

    @Test("a stop while the finished process ends changes nothing")
    func stopWhileDraining() {
        var bench = MachineBench()
        _ = bench.cli(CLILine.result())
        for stop in CallStop.allCases { #expect(bench.server(.stop(stop)) == []) }
        #expect(bench.machine.ending == .finished)
    }

    @Test("told to end by the machine, it ends its process for a reason of its own")
    func terminated() {
        var bench = MachineBench()
        #expect(bench.machine.terminated(at: 0).map(\.sentence) == ["intend terminated", "interrupt"])
        #expect(bench.machine.ending == .terminated)
    }
}
