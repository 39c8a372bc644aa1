import ArgumentParser
import Domain

/// `skein user ls`: the users, and their tokens.
struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the users, or the tokens.")

    @Flag(help: "List the tokens instead, revoked ones too.")
    var tokens = false

    @OptionGroup var options: KeeperOptions

    func run() async throws {
        try await reporting {
            let (tokens, isJSON) = (tokens, options.json)
            try await options.withDoor { door in
                let items = try await door.get(tokens ? "/api/tokens" : "/api/users")
                if isJSON { return Terminal.say(items.text) }
                let users = tokens ? try await door.get("/api/users").arrayValue ?? [] : []
                let table = tokens ? Self.tokens(items.arrayValue ?? [], users) : Self.users(items.arrayValue ?? [])
                Terminal.say(table.isEmpty ? "There are no \(tokens ? "tokens" : "users")." : table.text)
            }
        }
    }

    private static func users(_ users: [JSONValue]) -> TextTable {
        var table = TextTable("NAME", "ROLE", "STATE", "PASSWORD", "ADDED")
        for user in users {
            let isDisabled = user["disabled"]?.boolValue ?? false
            table.add(
                user.text("name"), user.text("role"), isDisabled ? "disabled" : "enabled",
                user["has_password"]?.boolValue ?? false ? "set" : "none", user.time("created_at"))
        }
        return table
    }

    private static func tokens(_ tokens: [JSONValue], _ users: [JSONValue]) -> TextTable {
        let names = Dictionary(users.map { ($0.text("id"), $0.text("name")) }) { first, _ in first }
        var table = TextTable("ID", "USER", "NAME", "ROLE", "LAST USED", "EXPIRES", "REVOKED")
        for token in tokens {
            table.add(
                token.text("id"), names[token.text("user_id")] ?? "", token.text("name"),
                token.text("role").isEmpty ? "the user's" : token.text("role"), token.time("last_used_at"),
                token.time("expires_at"), token.time("revoked_at"))
        }
        return table
    }
}
