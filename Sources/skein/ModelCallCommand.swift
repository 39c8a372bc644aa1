import ArgumentParser
import ModelBackends

/// `skein model-call`: keeps one call of the Claude CLI alive, whatever happens to the server.
struct ModelCallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model-call", abstract: "Carry one model call (started by the server).", shouldDisplay: false)

    @Argument(help: "The call's directory.")
    var directory: String

    func run() throws {
        try ModelCallShim.run(directory: directory)
    }
}
