import Credentials
import Foundation
import ModelBackends
import NIOCore

/// What the server says when it listens: where it is, what does the work, and how to get another.
struct Welcome: Sendable {
    let settings: ServerSettings
    let backend: String
    let claude: ClaudeInstallation
    /// Of the administrator this start made; shown once.
    var firstToken: BearerToken?

    func greet(_ channel: any Channel) async {
        let port = channel.localAddress?.port ?? settings.port
        let host = settings.host == "0.0.0.0" || settings.host == "::" ? "localhost" : settings.host
        let text = """
            Skein \(Skein.version)
              URL    \(settings.network.scheme)://\(host):\(port)
              Data   \(settings.dataDirectory)
              Work   \(settings.workspaceRoots.joined(separator: ", "))
              Model  \(model)
              Login  \(login)

            """
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    private var login: String {
        guard settings.isLoginRequired else { return "none: only this machine can reach the server" }
        guard let firstToken else { return "needed; `skein user` adds users and makes tokens" }
        return """
            needed. This is the token of the first administrator, shown only now:

                     \(firstToken.text)

                     Log in with it at the URL above, or send it as Authorization: Bearer …. It is also in
                     \(AdminTokenFile(dataDirectory: settings.dataDirectory).path), which `skein` reads on this machine.
                     Add people with `skein user add NAME --role operator --password-stdin`.
            """
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
