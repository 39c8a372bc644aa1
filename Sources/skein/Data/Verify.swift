import ArgumentParser
import Domain
import Foundation
import HTTPTypes
import Orchestration
import Persistence

/// `skein verify`: proves the journal's promises.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that the journal keeps its promises.",
        discussion: """
            Looks at every run: events without gaps, attempts that ended or are somebody's, outputs that are there and can be \
            read, executions that say what their runs say, sums that agree. Each finding names the run, the step and what to \
            do. With a file, looks into that backup. Exits with 1 when something is wrong.
            """)

    @Argument(help: "A backup to look into, instead of the server's data.", completion: .file())
    var file: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    @OptionGroup var data: DataOptions

    func run() async throws {
        try await reporting {
            let settings = try await data.options.settings()
            let found = try await verification(settings)
            Terminal.say(json ? found.json.text : found.text)
            if !found.isWell { throw ExitCode(RunExit.failed.rawValue) }
        }
    }

    private func verification(_ settings: ServerSettings) async throws -> VerificationText {
        if let file { return VerificationText(try await verification(of: file, settings)) }
        guard let door = try await data.door(settings) else {
            return VerificationText(try await DataOptions.withData(settings) { data, _ in try await data.verify() })
        }
        return VerificationText(try await door.send(.post, "/api/verify", [:]))
    }

    private func verification(of file: String, _ settings: ServerSettings) async throws -> JournalVerification {
        let place = URL(filePath: NSTemporaryDirectory()).appending(path: "skein-verify-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: place) }
        do {
            return try await BackupCheck.run(file, unpackingInto: place).verification
        } catch let error as BackupError {
            throw CommandFailure(error.description, .failed)
        }
    }
}

/// What a verification found, in words for people.
struct VerificationText {
    /// As the API tells it.
    let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    init(_ verification: JournalVerification) {
        let findings = verification.findings.map { finding -> JSONValue in
            [
                "invariant": .string(finding.invariant.rawValue), "run_id": finding.run.map(JSONValue.string) ?? .null,
                "path": finding.path.map(JSONValue.string) ?? .null, "message": .string(finding.message),
                "remedy": .string(finding.remedy),
            ]
        }
        json = [
            "ok": .bool(verification.isWell), "runs": .integer(Int64(verification.runs)),
            "steps": .integer(Int64(verification.steps)), "events": .integer(Int64(verification.events)),
            "findings": .array(findings),
        ]
    }

    var isWell: Bool { json["ok"] == true }

    var text: String {
        let counts = ["runs", "steps", "events"].map { "\(json[$0]?.integerValue ?? 0) \($0)" }.joined(separator: ", ")
        let findings = json["findings"]?.arrayValue ?? []
        guard !findings.isEmpty else { return "\(counts): all is well" }
        return (findings.map(line) + ["\(counts): \(findings.count) findings"]).joined(separator: "\n")
    }

    private func line(_ finding: JSONValue) -> String {
        let place = ["run_id", "path"].compactMap { finding[$0]?.stringValue }.map { TerminalText.line($0) }
        let subject = ([finding.text("invariant")] + place).joined(separator: " ")
        return "\(subject): \(TerminalText.line(finding.text("message"))). \(finding.text("remedy"))"
    }
}
