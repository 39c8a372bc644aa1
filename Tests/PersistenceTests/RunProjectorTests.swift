import Domain
import DurableExecution
import SQL
import TestSupport
import Testing

@testable import Persistence

@Suite("Executions follow their runs", .timeLimit(.minutes(10))) struct RunProjectorTests {
    private static let question = RunQuestion(interaction: "tool", content: .emptyObject)

    @Test("a completed run fills its execution, its task and its agent")
    func completed() async throws {
        try await ExecutionBed.running { context, _ in
            try await context.step("work") { _ in ExecutionOutcome.done }
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            #expect(try await bed.statuses(run) == ["completed", "completed", "idle"])
            let execution = try #require(try await bed.execution(run))
            #expect(execution.output == ExecutionOutcome.done.output)
            #expect(execution.agentResponse == ExecutionOutcome.done.agentResponse)
            #expect(execution.method == "scripted" && execution.isDegraded && execution.endTime != nil)
            let task = try #require(try await bed.storedTask())
            #expect(task.results == ExecutionOutcome.done.output && task.startedAt != nil && task.completedAt != nil)
            #expect(try await bed.storedAgent()?.lastActive != nil)
        }
    }

    @Test("a failed run's message, cause, step and details are its execution's, and the agent is in error")
    func failed() async throws {
        try await ExecutionBed.running { context, _ in
            try await context.step("work") { _ in
                throw RunFailure(kind: "timed_out", message: "Too slow.", details: try JSONText(["partial": "half"]))
            }
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            #expect(try await bed.statuses(run) == ["failed", "failed", "error"])
            let execution = try #require(try await bed.execution(run))
            #expect(execution.errorMessage == "Too slow.")
            #expect(execution.errorDetails == ["cause": "timed_out", "step": "work", "partial": "half"])
            #expect(try await bed.storedTask()?.errorMessage == "Too slow.")
        }
    }

    @Test("the rows are equal to the run after every transition of a life with a pause, a question and an abort")
    func everyTransition() async throws {
        let gate = (Gate(), Gate())
        try await ExecutionBed.running { context, _ in
            _ = try await context.step("first") { _ in
                await gate.0.pass()
                return 1
            }
            let _: String = try await context.waitForInput("ask", question: ["text": "?"])
            _ = try await context.step("last") { _ in
                await gate.1.pass()
                return 2
            }
            return .done
        } test: { bed, engine, run in
            await gate.0.arrived()
            #expect(try await bed.statuses(run) == ["running", "in_progress", "executing"])
            _ = try await engine.pause(run, mode: .step)
            #expect(try await bed.statuses(run) == ["pausing", "in_progress", "executing"])
            gate.0.open()
            try await bed.bed.run(run, tells: "paused")
            #expect(try await bed.statuses(run) == ["paused", "in_progress", "idle"])
            _ = try await engine.resume(run)
            try await bed.bed.run(run, tells: "waiting")
            #expect(try await bed.statuses(run) == ["waiting", "in_progress", "idle"])
            _ = try await engine.answer("ask", with: JSONText("yes"), to: run)
            await gate.1.arrived()
            #expect(try await bed.statuses(run) == ["running", "in_progress", "executing"])
            _ = try await engine.abort(run)
            #expect(try await bed.statuses(run) == ["aborting", "in_progress", "executing"])
            gate.1.open()
            _ = try await bed.bed.end(of: run)
            #expect(try await bed.statuses(run) == ["aborted", "cancelled", "idle"])
        }
    }

    @Test(
        "before it is driven an execution is pending, its task too, and its agent idle; aborted then, the task is cancelled")
    func beforeClaim() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            let run = try await bed.start(on: engine)
            #expect(try await bed.statuses(run) == ["pending", "pending", "idle"])
            _ = try await engine.pause(run, mode: .step)
            #expect(try await bed.statuses(run) == ["paused", "pending", "idle"])
            _ = try await engine.abort(run)
            #expect(try await bed.statuses(run) == ["aborted", "cancelled", "idle"])
        }
    }

    @Test("the usage of an execution is the sum over its calls, failed ones included, and unknown is not zero")
    func usage() async throws {
        let calls = [
            ModelCallReport(
                callID: "1", backend: "scripted", outcome: "overloaded", usage: Usage(inputTokens: 10, costUSD: 0.5)),
            ModelCallReport(
                callID: "2", backend: "scripted", outcome: "completed", usage: Usage(inputTokens: 5, outputTokens: 7)),
        ]
        try await ExecutionBed.running { context, _ in
            let policy = RetryPolicy(attempts: 2, initial: .zero)
            _ = try await context.step("ask", StepOptions(retry: policy)) { attempt in
                let carrier = ["call": calls[attempt.number - 1]]
                guard attempt.number == 2 else {
                    throw RunFailure(kind: "overloaded", message: "Try again.", details: try JSONText(carrier))
                }
                return carrier
            }
            _ = try await context.step("no call") { _ in ["call": 7] }
            return .done
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            let execution = try #require(try await bed.execution(run))
            #expect(execution.usage == Usage(inputTokens: 15, outputTokens: 7, costUSD: 0.5))
            #expect(execution.calls.map { $0["outcome"] } == ["overloaded", "completed"])
        }
    }

    @Test("an execution needs interaction as long as one of its questions is open, and not any more when it is over")
    func needsInteraction() async throws {
        let gate = Gate()
        try await ExecutionBed.running { context, _ in
            _ = try await context.step("talk") { attempt in
                try await attempt.ask(Self.question)
                for await _ in attempt.answers() { break }
                await gate.pass()
                return 1
            }
            let _: String = try await context.waitForInput("ask", question: ["text": "?"])
            return .done
        } test: { bed, engine, run in
            try await bed.bed.run(run, tells: "needs_input")
            #expect(try await bed.execution(run)?.needsInteraction == true)
            _ = try await engine.answer("tool", with: .emptyObject, to: run)
            await gate.arrived()
            #expect(try await bed.execution(run)?.needsInteraction == false)
            gate.open()
            try await bed.bed.run(run, tells: "waiting")
            #expect(try await bed.execution(run)?.needsInteraction == true)
            _ = try await engine.abort(run)
            #expect(try await bed.execution(run)?.needsInteraction == false)
        }
    }

    @Test("an output that is no outcome fails the run, and its execution with it, once")
    func otherOutput() async throws {
        struct Talker: Workflow {
            static let name = WorkingAgent.name
            static let version = 1
            func run(_ context: WorkflowContext, _ order: ExecutionOrder) async throws -> String { "just words" }
        }
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine(Talker())
            let run = try await bed.start(on: engine)
            let record = try await bed.bed.serving(engine) { try await bed.bed.end(of: run) }
            #expect(record.failure?.kind == RunFailure.journal)
            #expect(try await bed.statuses(run) == ["failed", "failed", "error"])
        }
    }

    @Test("a row and the event that tells of it commit together: after each event the rows say the same")
    func rowsAndEvents() async throws {
        try await ExecutionBed.running { context, _ in
            try await context.step("work") { _ in ExecutionOutcome.done }
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            let told = bed.bed.events.events.map { "\($0.event.type.rawValue) \($0.event.name)" }
            #expect(
                told == [
                    "execution_event created", "task_event updated", "agent_event updated", "execution_event started",
                    "execution_event step_completed", "task_event updated", "agent_event updated",
                    "execution_event completed",
                ])
        }
    }
}
