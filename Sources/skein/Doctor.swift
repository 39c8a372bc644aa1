import ArgumentParser
import Foundation

/// `skein doctor`: says what is well and what to do about the rest.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check this machine and the settings, line by line.",
        discussion: "Each line is `ok`, `note` or `todo` with what to do. Exits with status 1 when something must be done.")

    @OptionGroup var options: ServerOptions

    @Option(help: ArgumentHelp("Port the server would listen on.", valueName: "port"))
    var port: String?

    func run() async throws {
        var flags: [String: String] = [:]
        flags["skein.port"] = port
        let examination = Examination(settings: try await options.settings(flags))
        var isWell = true
        for finding in await examination.findings() {
            print(finding.line)
            if case .todo = finding.state { isWell = false }
        }
        if !isWell { throw ExitCode.failure }
    }
}

/// One thing the doctor looked at.
struct Finding: Sendable, Equatable {
    enum State: Sendable, Equatable {
        case ok
        /// It works, but one may want to know.
        case note(String)
        /// It does not work; what to do.
        case todo(String)
    }

    let subject: String
    let detail: String
    var state = State.ok

    var line: String {
        switch state {
        case .ok: "ok    \(subject): \(detail)"
        case .note(let note): "note  \(subject): \(detail). \(note)"
        case .todo(let remedy): "todo  \(subject): \(detail). \(remedy)"
        }
    }
}
