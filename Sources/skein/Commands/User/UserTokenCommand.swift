import ArgumentParser
import Domain
import HTTPTypes

/// `skein user token`: a new token of a user.
struct UserTokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make a token for a user's programs; it is shown once.")

    @Argument(help: "Whose.")
    var name: String

    @Option(name: .customLong("name"), help: ArgumentHelp("What it is for.", valueName: "words"))
    var purpose = "token"

    @Option(help: "What it may do at most: viewer, operator or admin. Default: all that its user may.")
    var role: Role?

    @Option(
        help: ArgumentHelp(
            "When it ends: a time such as 2027-01-31, or a number with m, h or d. Default: never.", valueName: "time"))
    var expires: String?

    @OptionGroup var options: KeeperOptions

    func run() async throws {
        try await reporting {
            var fields: [String: JSONValue] = ["name": .string(purpose)]
            if let role { fields["role"] = .string(role.rawValue) }
            if let expires { fields["expires_at"] = .string(try Self.time(expires).iso8601) }
            let (name, isJSON, given) = (name, options.json, fields)
            try await options.withDoor { door in
                let user = try await door.user(named: name)
                let fields = given.merging(["user_id": user["id"] ?? .null]) { $1 }
                let token = try await door.send(.post, "/api/tokens", .object(fields))
                if isJSON { return Terminal.say(token.text) }
                // Alone on standard output, so that it can go into a file or a variable.
                Terminal.say(token.text("token"))
                Terminal.complain("Keep it: it is shown only now. `skein user revoke \(token.text("id"))` ends it.")
            }
        }
    }

    /// A point in time, or one so far from now.
    static func time(_ text: String, now: Timestamp = .now) throws -> Timestamp {
        if let time = Timestamp(text) { return time }
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), (1...100_000).contains(count)
        else {
            throw CommandFailure(
                "--expires '\(text)' should be a time such as 2027-01-31, or such as 90d, 12h or 30m.", .badFile)
        }
        return Timestamp(milliseconds: now.milliseconds + count * unit * 1000)
    }
}
