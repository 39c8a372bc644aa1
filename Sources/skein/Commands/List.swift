import ArgumentParser
import Domain

/// `skein ls`: what a server has.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List what a server has: workflow executions, or anything else.",
        discussion: """
            Without a word it lists the workflow executions, newest first.

              skein ls
              skein ls executions --status running
              skein ls patterns --json
            """)

    /// What can be listed.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case workflows, executions, agents, tasks, patterns

        var path: String {
            switch self {
            case .workflows: "/api/workflows/executions"
            case .executions: "/api/execution/status"
            case .agents: "/api/agents"
            case .tasks: "/api/tasks"
            case .patterns: "/api/workflows/patterns"
            }
        }
    }

    @Argument(help: "workflows, executions, agents, tasks or patterns.")
    var kind = Kind.workflows

    @Option(help: ArgumentHelp("Only what is in this state.", valueName: "state"))
    var status: String?

    @Option(help: ArgumentHelp("The most that are listed.", valueName: "count"))
    var limit = 50

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit should be between 1 and 1000.") }
        guard status?.allSatisfy({ $0.isLetter || $0 == "_" }) ?? true else {
            throw ValidationError("--status should be a state such as running or failed.")
        }
    }

    func run() async throws {
        try await reporting {
            let query = "?limit=\(limit)" + (status.map { "&status=\($0)" } ?? "")
            let items = try await client.door().get(kind.path + query)
            if client.json { return Terminal.say(TerminalText.json(items)) }
            let table = table(items.arrayValue ?? [])
            Terminal.say(
                table.isEmpty ? "There are no \(kind.rawValue)\(status.map { " that are \($0)" } ?? "")." : table.text)
        }
    }

    private func table(_ items: [JSONValue]) -> TextTable {
        switch kind {
        case .workflows: workflows(items)
        case .executions: executions(items)
        case .agents: agents(items)
        case .tasks: tasks(items)
        case .patterns: patterns(items)
        }
    }

    private func workflows(_ items: [JSONValue]) -> TextTable {
        var table = TextTable("ID", "NAME", "TYPE", "STATUS", "DONE", "COST", "STARTED")
        for item in items {
            table.add(
                item.text("id"), item.text("pattern_name"), item.text("workflow_type"), Self.status(of: item),
                "\(Int(item["progress_percentage"]?.numberValue ?? 0)) %",
                Figures.cost(item["usage"]?["cost_usd"]?.numberValue), item.time("created_at"))
        }
        return table
    }

    private func executions(_ items: [JSONValue]) -> TextTable {
        var table = TextTable("ID", "TASK", "STATUS", "METHOD", "COST", "STARTED")
        for item in items {
            table.add(
                item.text("id"), item.text("task_id"), Self.status(of: item), item.text("method"),
                Figures.cost(item["usage"]?["cost_usd"]?.numberValue), item.time("start_time"))
        }
        return table
    }

    private func agents(_ items: [JSONValue]) -> TextTable {
        var table = TextTable("ID", "NAME", "ROLE", "STATUS")
        for item in items { table.add(item.text("id"), item.text("name"), item.text("role"), item.text("status")) }
        return table
    }

    private func tasks(_ items: [JSONValue]) -> TextTable {
        var table = TextTable("ID", "TITLE", "PRIORITY", "STATUS", "AGENTS")
        for item in items {
            let agents = (item["assigned_agents"]?.arrayValue ?? []).map { $0.text("name") }
            table.add(
                item.text("id"), item.text("title"), item.text("priority"), item.text("status"),
                agents.joined(separator: ", "))
        }
        return table
    }

    private func patterns(_ items: [JSONValue]) -> TextTable {
        var table = TextTable("ID", "NAME", "TYPE", "STATUS", "AGENTS", "TASKS")
        for item in items {
            table.add(
                item.text("id"), item.text("name"), item.text("workflow_type"), item.text("status"),
                "\(item.texts("agent_ids").count)", "\(item.texts("task_ids").count)")
        }
        return table
    }

    /// With what it waits for.
    private static func status(of item: JSONValue) -> String {
        let reason = item["waiting_for"]?.text("kind") ?? ""
        return reason.isEmpty ? item.text("status") : "\(item.text("status")) (\(reason))"
    }
}

extension JSONValue {
    /// A time without its fraction.
    func time(_ name: String) -> String {
        String(text(name).prefix(19)).replacing("T", with: " ")
    }
}
