import ArgumentParser
import Domain
import Foundation
import HTTPTypes
import Orchestration
import SQLiteDriver

/// `skein prune`: lets go of what is old, now.
struct Prune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove events and outputs of runs that are over.",
        discussion: """
            Does at once what the server does every hour, as SKEIN_RETENTION_DAYS and SKEIN_RETENTION_SIZE say; --days and \
            --size say otherwise. What goes is the events, the journal and the outputs; that a run was, how it ended and \
            what it cost stays. Without any of them nothing is removed but what calls of deleted runs left.

              skein prune --days 90 --dry-run
            """)

    @Option(help: ArgumentHelp("Keep runs so many days after their end.", valueName: "days"))
    var days: Int?

    @Option(help: ArgumentHelp("Let the database hold so much, such as 20GB.", valueName: "size"))
    var size: String?

    @Flag(help: "Only say what would go.")
    var dryRun = false

    @Flag(help: "Rewrite the database afterwards, so that the file becomes smaller; no server may run.")
    var compact = false

    @Flag(help: "Print JSON for machines.")
    var json = false

    @OptionGroup var data: DataOptions

    func validate() throws {
        guard (days ?? 1) >= 1 else { throw ValidationError("--days should be 1 or more.") }
        guard size == nil || bytes != nil else {
            throw ValidationError("--size is '\(size ?? "")', but should be \(Setting<Int64?>.retentionSize.allowed).")
        }
    }

    private var bytes: Int64? { size.flatMap { Setting<Int64?>.retentionSize.parse($0) ?? nil } }

    func run() async throws {
        try await reporting {
            let settings = try await data.options.settings()
            let report = try await prune(settings)
            Terminal.say(json ? report.text : Self.words(report))
        }
    }

    private func prune(_ settings: ServerSettings) async throws -> JSONValue {
        if let door = try await data.door(settings) {
            guard !compact else {
                throw CommandFailure("\(door.place) uses the database: stop it, then prune with --compact.", .unavailable)
            }
            var order: [String: JSONValue] = ["dry_run": .bool(dryRun)]
            order["days"] = days.map { .integer(Int64($0)) }
            order["bytes"] = bytes.map { .integer($0) }
            return try await door.send(.post, "/api/prune", .object(order))
        }
        return try await DataOptions.withData(settings) { data, database in
            var report = try await data.prune(days: days, bytes: bytes, isDryRun: dryRun)
            if compact, !dryRun {
                try database.compact()
                let figures = try await data.figures()
                report.usedBytes = figures.database - figures.free
            }
            return try JSONValue(parsing: JSONEncoder().encode(report))
        }
    }

    private static func words(_ report: JSONValue) -> String {
        func count(_ name: String) -> Int64 { report[name]?.integerValue ?? 0 }
        let verb = report["dry_run"] == true ? "would go" : "are gone"
        let what = report["dry_run"] == true ? "" : " with \(count("events")) events"
        return "\(count("runs")) runs\(what) and what \(count("spools")) calls left \(verb); the database holds "
            + ByteCount.words(count("used_bytes"))
    }
}
