import Foundation
import ModelBackends
import NIOCore

/// What the server says when it listens: where it is, what does the work, and how to get another.
struct Welcome: Sendable {
    let settings: ServerSettings
    let backend: String
    let claude: ClaudeInstallation

    func greet(_ channel: any Channel) async {
        let port = channel.localAddress?.port ?? settings.port
        let host = settings.host == "0.0.0.0" || settings.host == "::" ? "localhost" : settings.host
        let text = """
            Skein \(Skein.version)
              URL    http://\(host):\(port)
              Data   \(settings.dataDirectory)
              Work   \(settings.workspaceRoots.joined(separator: ", "))
              Model  \(model)

            """
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    private var model: String {
        switch backend {
        case "claude_cli": "claude_cli (\(claude.path ?? "claude")); another one with SKEIN_BACKEND"
        case "expert":
            """
            expert: no model is configured, so answers are plans drawn by rule, marked as degraded.
                     Install the Claude CLI (https://claude.com/claude-code) or set CLAUDE_CLI_PATH, and log in with
                     `claude` or set ANTHROPIC_API_KEY.
            """
        default: "\(backend); another one with SKEIN_BACKEND"
        }
    }
}
