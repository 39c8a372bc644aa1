import ArgumentParser
import Domain
import Foundation

/// `skein audit`: who did what.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print who did what to what, from where, and what came of it.",
        discussion: """
              skein audit --since 24h
              skein audit --run 019ac… --json
              skein audit --follow
            """)

    @Option(help: ArgumentHelp("Only since then: 30m, 24h, 7d, or a time such as 2026-11-22T09:30Z.", valueName: "when"))
    var since: String?

    @Option(help: ArgumentHelp("Only this user's acts, by name or id.", valueName: "user"))
    var user: String?

    @Option(help: ArgumentHelp("Only these acts, such as startExecution.", valueName: "action"))
    var action: String?

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp("Only what was done to this execution or workflow execution.", valueName: "id"))
    var about: String?

    @Option(help: ArgumentHelp("The most that are printed, the newest ones.", valueName: "count"))
    var limit = 100

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on.")
    var follow = false

    @OptionGroup var keeper: KeeperOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit should be between 1 and 1000.") }
        if let since, Self.time(since, before: .now) == nil {
            throw ValidationError("--since '\(since)' should look like 30m, 24h, 7d or 2026-11-22T09:30Z.")
        }
    }

    func run() async throws {
        try await reporting {
            let command = self
            try await keeper.withDoor { door in
                var newest = try await command.tell(try await door.get(command.path(limit: command.limit)), after: 0)
                while command.follow {
                    try await Task.sleep(for: .seconds(1))
                    newest = try await command.tell(
                        try await door.get(command.path(limit: 1000) + "&after_id=\(newest)"), after: newest)
                }
            }
        }
    }

    /// - Returns: the id of the newest entry that was told.
    private func tell(_ entries: JSONValue, after newest: Int64) async throws -> Int64 {
        let entries = (entries.arrayValue ?? []).reversed()
        for entry in entries { Terminal.say(keeper.json ? entry.text : Self.line(entry)) }
        return entries.last?["id"]?.integerValue ?? newest
    }

    private func path(limit: Int) -> String {
        let query = [
            ("limit", "\(limit)"), ("after", since.flatMap { Self.time($0, before: .now)?.iso8601 }), ("user", user),
            ("action", action), ("run", about),
        ]
        return "/api/audit?"
            + query.compactMap { name, value in value.map { "\(name)=\($0.pathSafe)" } }.joined(separator: "&")
    }

    private static func line(_ entry: JSONValue) -> String {
        let target = [entry.text("target_kind"), entry.text("target_id")].filter { !$0.isEmpty }.joined(separator: " ")
        let status = entry["status"]?.integerValue.map { " \($0)" } ?? ""
        let parts = [
            entry.time("at"), entry["user"]?.stringValue ?? "–",
            entry.text("address").isEmpty ? "–" : entry.text("address"), entry.text("action"), target,
            entry.text("outcome") + status,
        ]
        return TerminalText.line(parts.filter { !$0.isEmpty }.joined(separator: "  "), columns: 300)
    }

    /// - Returns: nil for what is neither a time nor a span of it.
    static func time(_ text: String, before now: Timestamp) -> Timestamp? {
        if let span = text.wholeMatch(of: /(\d{1,6})([smhd])/), let count = Int64(span.1) {
            let unit: Int64 = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000][String(span.2)] ?? 0
            return Timestamp(milliseconds: now.milliseconds - count * unit)
        }
        return Timestamp(text)
    }
}
