import ArgumentParser
import Domain
import Foundation
import Orchestration

/// `skein backup`: everything in one file, while work goes on.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write everything into one file, while the server goes on.",
        discussion: """
            The file holds the database as of one moment and the calls that are under way: a tar archive with checksums, \
            readable for you alone, put in its place whole. It does not hold the agents' work directories, the \
            configuration, nor (without --with-keys) the keys that stored secrets and logins need.

              skein backup /backups/skein.tar --verify
              skein backup - | ssh elsewhere 'cat > skein.tar'
            """)

    @Argument(help: "The file to write; - is standard output.", completion: .file())
    var file: String

    @Flag(help: "Put the keys in, which let whoever has the file read every secret.")
    var withKeys = false

    @Flag(help: "Read the file back and verify its journal before it counts.")
    var verify = false

    @OptionGroup var data: DataOptions

    func validate() throws {
        guard !(verify && file == "-") else { throw ValidationError("Standard output cannot be read back: name a file.") }
    }

    func run() async throws {
        try await reporting {
            let settings = try await data.options.settings()
            let output = try BackupOutput(path: file)
            do {
                try await write(to: output, settings)
                if verify { try await check(output) }
                let bytes = try output.finish()
                if !output.isStandardOutput {
                    Terminal.say("\(file): \(ByteCount.words(bytes))\(verify ? ", verified" : "")")
                }
            } catch {
                output.discard()
                throw error
            }
        }
    }

    private func write(to output: BackupOutput, _ settings: ServerSettings) async throws {
        let progress = ProgressLine(isShown: Terminal.canAsk)
        defer { progress.clear() }
        guard let door = try await data.door(settings) else {
            return try await DataOptions.withData(settings) { data, _ in
                let inHand = try await data.backup(hasKeys: withKeys) { progress.show("copying", $0) }
                try await inHand.backup.write(output.write)
            }
        }
        try await door.download("/api/backup", ["with_keys": .bool(withKeys)]) { part, done in
            try output.write(part)
            progress.show("writing", done)
        }
    }

    private func check(_ output: BackupOutput) async throws {
        let place = output.draft + ".check"
        try? FileManager.default.removeItem(atPath: place)  // of a check that was killed
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            let check = try await BackupCheck.run(output.draft, unpackingInto: place)
            guard check.verification.isWell else {
                throw CommandFailure(VerificationText(check.verification).text, .failed)
            }
        } catch let error as BackupError {
            throw CommandFailure(error.description, .failed)
        }
    }
}

/// Sizes in words for people.
enum ByteCount {
    static func words(_ bytes: Int64) -> String {
        ByteCountFormatter.string(fromByteCount: bytes, countStyle: .file)
    }
}
