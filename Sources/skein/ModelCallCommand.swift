import ArgumentParser
import ModelBackends

/// `skein model-call`: keeps one call of the Claude CLI alive, whatever happens to the server.
struct ModelCallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model-call", abstract: "Carry one model call (started by the server).", shouldDisplay: false)

    func run() throws {
        try ModelCallShim.run()
    }
}
