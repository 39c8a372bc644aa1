import Agents
import Domain

/// Writes the command line of one process of the CLI.
///
/// Values that are not ours stand as `--flag=value`, so that none can be taken for a flag.
struct ClaudeCommand {
    let call: ModelCall
    let features: ClaudeFeatures
    let beginning: Beginning

    /// What the process begins with.
    enum Beginning {
        /// Nothing.
        case fresh
        /// The session's own transcript.
        case resumed
        /// The transcript of another session, which stays as it is.
        case forked
    }

    /// Longer ones are refused by the system, or nearly so.
    private static let longestArgument = 65_536
    private static let promptFile = "system-prompt.txt"
    private static let serversFile = "mcp.json"

    /// - Parameter directory: of the process's leg, where ``files`` are.
    func arguments(in directory: String) -> [String] {
        arguments
            + files.keys.sorted().map { name in
                "\(name == Self.promptFile ? "--append-system-prompt-file" : "--mcp-config")=\(directory)/\(name)"
            }
    }

    /// What the CLI reads from files, by name: what is long, and what may hold secrets, which everybody could read in the
    /// list of processes.
    var files: [String: String] {
        var files: [String: String] = [:]
        if isLong { files[Self.promptFile] = call.systemPrompt }
        if !call.mcpServers.isEmpty {
            files[Self.serversFile] = JSONValue.object(["mcpServers": .object(call.mcpServers)]).text
        }
        return files
    }

    /// All arguments that need no file.
    var arguments: [String] {
        base + session + identity + tools + limits
    }

    private var isLong: Bool { call.systemPrompt.utf8.count > Self.longestArgument }

    /// What the installed version cannot do though the agent asks for it.
    var shortcomings: [String] {
        wishes.filter { !features.has($0.flag) }.map { "This version of the Claude CLI has no \($0.flag): \($0.loss)." }
    }

    private var base: [String] {
        [
            "-p", "--output-format", "stream-json", "--verbose", "--input-format", "stream-json",
            "--include-partial-messages", "--permission-prompt-tool", "stdio",
            // What lies about in the machine's or the project's settings does not change how an agent works.
            "--setting-sources=", "--strict-mcp-config",
        ]
    }

    private var session: [String] {
        let id = call.conversation.sessionID
        return switch beginning {
        case .fresh: ["--session-id=\(id)"]
        case .resumed: ["--resume=\(id)"]
        case .forked: ["--resume=\(call.conversation.forkedFrom ?? id)", "--fork-session", "--session-id=\(id)"]
        }
    }

    private var identity: [String] {
        var arguments = isLong ? [] : ["--append-system-prompt=\(call.systemPrompt)"]
        if let model = call.model { arguments.append("--model=\(model)") }
        if let model = call.fallbackModel, features.has("--fallback-model") { arguments.append("--fallback-model=\(model)") }
        if let effort = call.effort, features.has("--effort") { arguments.append("--effort=\(effort.rawValue)") }
        return arguments
    }

    private var tools: [String] {
        var arguments = ["--permission-mode=\(call.tools.permissionMode.rawValue)"]
        let allowed = call.tools.allowed + (call.offered == nil ? [] : [HostTools.rule])
        if !allowed.isEmpty { arguments.append("--allowedTools=\(allowed.joined(separator: ","))") }
        if !call.tools.disallowed.isEmpty {
            arguments.append("--disallowedTools=\(call.tools.disallowed.joined(separator: ","))")
        }
        return arguments + call.additionalDirectories.map { "--add-dir=\($0)" }
    }

    private var limits: [String] {
        var arguments: [String] = []
        if let turns = call.limits.maxTurns { arguments.append("--max-turns=\(turns)") }
        if let budget = call.limits.maxBudgetUSD, features.has("--max-budget-usd") {
            arguments.append("--max-budget-usd=\(budget)")
        }
        if let schema = call.outputSchema, features.has("--json-schema") { arguments.append("--json-schema=\(schema.text)") }
        return arguments
    }

    private var wishes: [(flag: String, loss: String)] {
        var wishes: [(String, String)] = []
        if call.fallbackModel != nil { wishes.append(("--fallback-model", "the fallback model is not used")) }
        if call.effort != nil { wishes.append(("--effort", "the effort is not set")) }
        if call.limits.maxBudgetUSD != nil { wishes.append(("--max-budget-usd", "it is checked between calls only")) }
        return wishes
    }
}
