import ArgumentParser
import Domain
import Foundation
import HTTPTypes
import Logging
import Orchestration
import Persistence
import SQL

/// `skein restore`: a backup takes the place of the server's data.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the server's data.",
        discussion: """
            The backup is checked first: checksums, schema, every invariant of its journal. A server that runs on the data \
            directory finishes what it writes, starts anew with the backup and goes on; agents at work are stopped. What is \
            replaced stays beside its place, as skein.db.before-restore-TIME.
            """)

    @Argument(help: "A file that `skein backup` wrote.", completion: .file())
    var file: String

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Restore it also when its journal breaks promises; never one whose file is damaged.")
    var despiteFindings = false

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let settings = try await data.options.settings()
            let staged = StagedRestore(settings)
            let place = try staged.makePlace()
            do {
                let check = try await BackupCheck.run(file, unpackingInto: place)
                try refuseWhatIsWrong(check)
                try confirm(check.manifest, settings)
                let stamp = try staged.stage(place)
                try await putInPlace(staged, settings)
                Terminal.say("restored \(check.manifest.contents.runs) runs as of \(check.manifest.madeAt.iso8601)")
                Terminal.say("what was there before is kept as \(settings.databasePath)\(stamp)")
            } catch {
                try? FileManager.default.removeItem(atPath: place)  // it is gone when it was staged
                if let error = error as? BackupError { throw CommandFailure(error.description, .refused) }
                throw error
            }
        }
    }

    private func refuseWhatIsWrong(_ check: BackupCheck) throws {
        guard check.isDamaged || !(check.verification.isWell || despiteFindings) else { return }
        let remedy = check.isDamaged ? "Take another backup." : "With --despite-findings it is restored all the same."
        throw CommandFailure("\(VerificationText(check.verification).text)\n\(remedy)", .refused)
    }

    private func confirm(_ manifest: BackupManifest, _ settings: ServerSettings) throws {
        guard !yes else { return }
        let words =
            "\(settings.databasePath) is replaced by the backup of \(manifest.madeAt.iso8601) with "
            + "\(manifest.contents.runs) runs. Everything that happened since is put aside."
        guard Terminal.canAsk else { throw CommandFailure("\(words) Say --yes if that is what you want.", .refused) }
        Terminal.complain("\(words) Go on? [y/N]")
        guard readLine()?.lowercased().hasPrefix("y") == true else { throw CommandFailure("nothing was changed.", .left) }
    }

    private func putInPlace(_ staged: StagedRestore, _ settings: ServerSettings) async throws {
        guard let url = ServerFile.url(in: settings.dataDirectory), let door = try await data.door(settings) else {
            do {
                return try await staged.putInPlace(Logger(label: "skein") { _ in SwiftLogNoOpLogHandler() })
            } catch let error as SQLError {
                throw CommandFailure("\(error). The backup is staged: the next start puts it in place.", .unavailable)
            }
        }
        _ = try await door.send(.post, "/api/restore", [:])
        // It ends in order first, which what it has to write down may take a while.
        for _ in 0..<600 {
            try await Task.sleep(for: .milliseconds(200))
            if !staged.isThere, ServerFile.url(in: settings.dataDirectory) != nil { return }
        }
        throw CommandFailure(
            "the server at \(url) has not begun anew within two minutes: look at its log. The backup is staged, and the next "
                + "start puts it in place.", .unavailable)
    }
}
