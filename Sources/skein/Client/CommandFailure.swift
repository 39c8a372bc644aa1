import ArgumentParser
import Foundation

/// Why a command cannot do what it was asked, in words for people, and what scripts see of it.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
    let status: RunExit

    init(_ description: String, _ status: RunExit) {
        self.description = description
        self.status = status
    }
}

extension AsyncParsableCommand {
    /// Runs a command's body; what it cannot do goes to standard error, and becomes the exit status.
    func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as CommandFailure {
            // A file's errors begin with its name, as editors know it.
            let isOfFile = failure.status == .badFile || failure.status == .noFile
            Terminal.complain(isOfFile ? failure.description : "skein: \(failure)")
            throw ExitCode(failure.status.rawValue)
        } catch let refusal as Refusal {
            Terminal.complain("skein: \(TerminalText.line(refusal.description))")
            throw ExitCode((refusal.status == 403 ? RunExit.notAllowed : .refused).rawValue)
        }
    }
}

/// What a command's end means to a script; `docs/command-line.md` lists them.
enum RunExit: Int32, CaseIterable {
    case completed = 0
    /// Nothing came of the workflow that counts.
    case failed = 1
    /// Something counts, something failed or is missing.
    case completedWithFailures = 2
    case aborted = 3
    /// It waits for an answer that nobody here can give.
    case waiting = 4
    /// The server knows no such thing, or does not allow it now.
    case refused = 5
    /// EX_DATAERR: the file is wrong.
    case badFile = 65
    /// EX_NOINPUT: there is no such file.
    case noFile = 66
    /// EX_UNAVAILABLE: no server, or the data directory belongs to one.
    case unavailable = 69
    /// EX_NOPERM: no login, or a role that does not allow it.
    case notAllowed = 77
    /// EX_CANTCREAT: the result cannot be written.
    case cannotWrite = 73
    /// Left with Ctrl-C before the end.
    case left = 130
}
