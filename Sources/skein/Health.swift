import ArgumentParser
import Domain
import Foundation

/// `skein health`: whether a server is ready, for scripts, containers and whoever watches.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a server whether it is ready for work.",
        discussion: """
            Prints one line and exits with status 0 when it is ready, 1 when it says that it is not, and 69 when no server \
            answers.
            """)

    @OptionGroup var client: ClientOptions

    func run() async throws {
        try await reporting {
            let door = try client.door()
            do {
                let report = try await door.get("/health/ready")
                Terminal.say(client.json ? report.text : "\(door.place) is ready.")
            } catch let refusal as Refusal where refusal.status == 503 {
                throw CommandFailure("\(door.place) is not ready: \(TerminalText.line(refusal.description))", .failed)
            }
        }
    }
}
