import Agents
import Domain
import DurableExecution
import Foundation
import ModelBackends
import Persistence
import SQL
import Workflows

/// Whole workflows as a user has them: the sequential pattern with five tasks, each an execution of an agent whose model
/// is the scripted backend, so that everything but the model is measured.
struct PatternMeasurement {
    private static let workflows = 1000
    private static let tasksPerWorkflow = 5
    private static let atOnce = 100

    let engine: Measurement
    /// Entries of the journal, of the workflows and of their executions.
    let steps: Int
    /// The most memory that was held above the idle server's.
    let peakBytes: Int

    static func taken() async throws -> PatternMeasurement {
        try await withScratchDirectory { directory in
            let file = directory.appending(path: "patterns.db")
            let agents = AgentRuntime(backends: [ScriptedBackend()], defaultBackend: "scripted")
            let workflows: [any Workflow] = [
                TaskExecutionWorkflow(agents: agents), SequentialWorkflow(services: PatternServices(agents: agents)),
            ]
            let (engine, steps, peak) = try await Server.with(file, atOnce: atOnce, workflows) { server in
                let orders = try await orders(server.store, directory.path)
                let (idle, commits) = (MemoryMeasurement.residentBytes(), server.database.commitCount)
                var measurement = try await Measurement.of { try await perform(orders, on: server) }
                measurement.commits = server.database.commitCount - commits
                let steps = try await server.database.read { sql in
                    Int(try sql.row("SELECT count(*) AS steps FROM run_steps")?.integer("steps") ?? 0)
                }
                return (measurement, steps, try peakBytes() - idle)
            }
            return PatternMeasurement(engine: engine, steps: steps, peakBytes: peak)
        }
    }

    func print() {
        let all = Double(Self.workflows)
        Swift.print("\n\(Self.workflows) workflows x \(Self.tasksPerWorkflow) tasks, \(Self.atOnce) at once")
        let figures: [(String, Double)] = [
            ("workflows/s", all / engine.seconds), ("tasks/s", all * Double(Self.tasksPerWorkflow) / engine.seconds),
            ("steps/s", Double(steps) / engine.seconds), ("steps a workflow", Double(steps) / all),
            ("CPU us/step", engine.cpuSeconds / Double(steps) * 1e6), ("commits", Double(engine.commits)),
            ("peak MB above idle", Double(peakBytes) / 1e6),
        ]
        for (name, value) in figures {
            let text = String(format: "%10.\(value < 10 ? 2 : 0)f", value)
            Swift.print("  \(name.padding(toLength: 26, withPad: " ", startingAt: 0))\(text)")
        }
    }
}

extension PatternMeasurement {
    /// Workflows with tasks of their own; an agent has ten of them.
    private static func orders(_ store: Store, _ directory: String) async throws -> [WorkflowOrder] {
        var agents: [Agent] = []
        for number in 1...atOnce {
            let draft = try AgentDraft([
                "name": .string("Agent \(number)"), "role": "worker", "system_prompt": "You do the task.",
            ])
            let agent = Agent(draft, id: .make(), now: .now)
            try await store.create(agent)
            agents.append(agent)
        }
        var orders: [WorkflowOrder] = []
        for number in 0..<workflows {
            let agent = agents[number % agents.count]
            var tasks: [AgentTask] = []
            for _ in 1...tasksPerWorkflow {
                let task = AgentTask(
                    try TaskDraft([
                        "title": "A task", "description": "Do it.", "assigned_agent_ids": [.string(agent.id.rawValue)],
                    ]), id: .make(), now: .now)
                try await store.create(task)
                tasks.append(task)
            }
            orders.append(
                WorkflowOrder(
                    executionID: .make(), name: "benchmark", type: .sequential, agents: [agent], tasks: tasks,
                    workDirectory: directory))
        }
        return orders
    }

    private static func perform(_ orders: [WorkflowOrder], on server: Server) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in orders {
                group.addTask {
                    _ = try await server.engine.start(
                        SequentialWorkflow.self, order, id: RunID(rawValue: order.executionID.rawValue),
                        labels: order.labels)
                }
            }
            try await group.waitForAll()
        }
        // Each workflow ends, and each of its executions.
        await server.completions.heard(workflows * (1 + tasksPerWorkflow))
    }

    /// The most that this process ever held.
    private static func peakBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
    }
}
