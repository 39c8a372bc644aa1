import Domain
import DurableExecution
import SQL
import TestSupport
import Testing

@testable import Persistence

/// A pattern as its script says.
private struct WorkingPattern: Workflow {
    static let name = "sequential"
    static let version = 1

    let script: @Sendable (WorkflowContext, WorkflowOrder) async throws -> WorkflowOutcome

    func run(_ context: WorkflowContext, _ order: WorkflowOrder) async throws -> WorkflowOutcome {
        try await script(context, order)
    }
}

@Suite("Workflow executions follow their runs", .timeLimit(.minutes(10))) struct WorkflowProjectionTests {
    @Test("what a pattern tells is its workflow execution's progress and its communications, told once on a replay too")
    func told() async throws {
        try await running { context, order in
            var progress = WorkflowProgress(done: 1, total: 4, currentStep: "half way", iteration: 2)
            (progress.task, progress.taskStatus) = (order.tasks[0].id, .failed)
            try await context.note(WorkflowProgress.event, progress)
            let message = AgentMessage(
                id: try await context.uuid(), executionID: order.executionID, from: nil, to: order.agents[0].id,
                .taskAssignment, "Build", context: ["turn": 1], timestamp: Timestamp(try await context.now()))
            try await context.note(AgentMessage.event, message)
            let _: Bool = try await context.waitForInput("ask", question: ["message": "Go on?"])
            return WorkflowOutcome(status: .completed)
        } test: { bed, engine, id, run in
            try await bed.bed.run(run, tells: "waiting")
            let waiting = try #require(try await bed.bed.store.workflowExecution(id))
            #expect(waiting.status == .waiting && waiting.needsInteraction && waiting.startedAt != nil)
            #expect(waiting.progress.fraction == 0.25 && waiting.progress.currentStep == "half way")
            #expect(waiting.progress.iteration == 2 && waiting.failedTasks == [bed.task.id])
            let reasons = try await bed.bed.store.waitingReasons(of: [id.rawValue])
            #expect(reasons[id.rawValue] == WaitingReason(.input, "It asks (ask): Go on?"))
            _ = try await engine.answer("ask", with: JSONText(true), to: run)
            _ = try await bed.bed.end(of: run)
            let messages = try await bed.bed.store.communications(of: id)
            #expect(messages.map(\.message) == ["Build"] && messages[0].toAgentID == bed.agent.id)
            let done = try #require(try await bed.bed.store.workflowExecution(id))
            #expect(done.status == .completed && !done.needsInteraction && done.completedAt != nil)
        }
    }

    @Test("what is driven by a server that gives no sign of life any more waits for that server's lease, not for a place")
    func lease() async throws {
        let gate = Gate()
        try await running { context, _ in
            _ = try await context.step("work") { _ in
                await gate.pass()
                return true
            }
            return WorkflowOutcome(status: .completed)
        } test: { bed, _, id, run in
            await gate.arrived(1)
            #expect(try await bed.bed.store.waitingReasons(of: [id.rawValue]).isEmpty, "it runs")
            try await bed.bed.sql("UPDATE lease_owners SET expires_at = 1000 RETURNING owner")
            let reason = try await bed.bed.store.waitingReasons(of: [id.rawValue])[id.rawValue]
            #expect(reason?.kind == .lease && reason?.until == Timestamp(milliseconds: 1000))
            gate.open()
            _ = try await bed.bed.end(of: run)
            #expect(try await bed.bed.store.waitingReasons(of: [id.rawValue]).isEmpty, "it is over")
        }
    }

    @Test("usage is the sum over its executions and its own decisions, each call counted once")
    func usage() async throws {
        try await running { context, order in
            _ = try await context.step("decide") { _ in Self.carrier(cost: 0.25) }
            _ = try await context.childEnd(
                WorkingAgent.self, "execution", Self.execution(of: order), labels: { Self.labels(order, $0) })
            return WorkflowOutcome(status: .completed)
        } agent: { context, _ in
            _ = try await context.step("work") { _ in Self.carrier(cost: 0.5) }
            throw RunFailure(kind: "error", message: "No.", details: try JSONText(Self.carrier(cost: 0.5)))
        } test: { bed, _, id, run in
            _ = try await bed.bed.end(of: run)
            let execution = try #require(try await bed.bed.store.workflowExecution(id))
            #expect(execution.usage == Usage(inputTokens: 2, costUSD: 0.75))
            let executions = try await bed.bed.store.executions(of: id)
            #expect(executions.map(\.usage.costUSD) == [0.5] && executions[0].workflowExecutionID == id.rawValue)
        }
    }

    @Test("a pattern that came to nothing has failed, in its row and in the event that tells of it")
    func failed() async throws {
        try await running { _, order in
            var outcome = WorkflowOutcome(
                status: .failed, results: [TaskResult(order.tasks[0], .failed, cause: "gate:tests", message: "Red.")])
            outcome.message = "'Build': Red."
            return outcome
        } test: { bed, _, id, run in
            await bed.bed.events.heard { $0.event.name == "failed" }
            #expect(try await bed.bed.journal.record(of: run)?.state == .completed)
            let execution = try #require(try await bed.bed.store.workflowExecution(id))
            #expect(execution.status == .failed && execution.errorMessage == "'Build': Red.")
            #expect(execution.results["status"] == "failed" && execution.results["usage"] == nil)
            let task = try #require(try await bed.storedTask())
            #expect(task.status == .failed && task.errorMessage == "Red.")
        }
    }

    @Test("aborted, a workflow execution keeps what its executions came to, and names what is missing")
    func aborted() async throws {
        try await running { context, order in
            _ = try await context.childEnd(
                WorkingAgent.self, "execution", Self.execution(of: order), labels: { Self.labels(order, $0) })
            let _: Bool = try await context.waitForInput("ask", question: ["message": "Go on?"])
            return WorkflowOutcome(status: .completed)
        } test: { bed, engine, id, run in
            try await bed.bed.run(run, tells: "waiting")
            _ = try await engine.abort(run)
            let execution = try #require(try await bed.bed.store.workflowExecution(id))
            #expect(execution.status == .aborted && execution.results["missing"] == [])
            let result = execution.results["results"]?.arrayValue?.first
            #expect(result?["output"]?["summary"] == "done" && result?["status"] == "completed")
        }
    }

    @Test("an execution of a workflow execution that goes on cannot be deleted; with the whole it can, once it is over")
    func deletion() async throws {
        try await running { context, order in
            _ = try await context.childEnd(
                WorkingAgent.self, "execution", Self.execution(of: order), labels: { Self.labels(order, $0) })
            let _: Bool = try await context.waitForInput("ask", question: ["message": "Go on?"])
            return WorkflowOutcome(status: .completed)
        } test: { bed, engine, id, run in
            let store = bed.bed.store
            try await bed.bed.run(run, tells: "waiting")
            let child = try await store.executions(of: id)[0].id
            await #expect(throws: DomainError.self) { try await store.deleteExecution(child) }
            await #expect(throws: DomainError.self) { try await store.deleteWorkflowExecution(id) }
            _ = try await engine.abort(run)
            #expect(try await store.deleteWorkflowExecution(id))
            for table in ["runs", "run_steps", "executions", "workflow_executions", "agent_communications"] {
                #expect(try await bed.bed.sql("SELECT * FROM \(raw: table)").isEmpty, "\(table)")
            }
            #expect(try await !store.deleteWorkflowExecution(id))
        }
    }
}

// MARK: - Scaffolding

extension WorkflowProjectionTests {
    private func running(
        _ script: @escaping @Sendable (WorkflowContext, WorkflowOrder) async throws -> WorkflowOutcome,
        agent: @escaping @Sendable (WorkflowContext, ExecutionOrder) async throws -> ExecutionOutcome = { _, _ in .done },
        test: (ExecutionBed, RunEngine, WorkflowExecutionID, RunID) async throws -> Void
    ) async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine(WorkingPattern(script: script), WorkingAgent(agent))
            try await bed.bed.serving(engine) {
                let order = WorkflowOrder(
                    executionID: .make(), name: "a pattern", type: .sequential, agents: [bed.agent], tasks: [bed.task],
                    workDirectory: "/tmp")
                let run = RunID(rawValue: order.executionID.rawValue)
                _ = try await engine.start(WorkingPattern.self, order, id: run, labels: order.labels)
                try await test(bed, engine, order.executionID, run)
            }
        }
    }

    private static func execution(of order: WorkflowOrder) -> ExecutionOrder {
        ExecutionOrder(
            agent: order.agents[0], task: order.tasks[0], workDirectory: "/tmp",
            workflowExecutionID: order.executionID.rawValue, isExclusive: false)
    }

    private static func labels(_ order: WorkflowOrder, _ run: RunID) -> [String: String] {
        execution(of: order).labels(ExecutionID(rawValue: run.rawValue))
    }

    private static func carrier(cost: Double) -> [String: ModelCallReport] {
        [
            "call": ModelCallReport(
                callID: "c", backend: "scripted", outcome: "completed", usage: Usage(inputTokens: 1, costUSD: cost))
        ]
    }
}

extension Timestamp {
    fileprivate init(_ moment: Moment) {
        self.init(milliseconds: moment.milliseconds)
    }
}
