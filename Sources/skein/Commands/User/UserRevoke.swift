import ArgumentParser
import Domain
import HTTPTypes

/// `skein user revoke`: a token, or everything a user gets in by.
struct UserRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a token, or shut a user out with all tokens and sessions.",
        discussion: """
            What is open by it is closed at once. `skein user set NAME --enable-access` lets a user in again, without the tokens.
            """)

    @Argument(help: "A token's id, as `skein user ls --tokens` shows it, or a user's name.")
    var what: String

    @OptionGroup var options: KeeperOptions

    func run() async throws {
        try await reporting {
            let (what, isJSON) = (what, options.json)
            try await options.withDoor { door in
                let tokens = try await door.get("/api/tokens").arrayValue ?? []
                if let token = tokens.first(where: { $0.text("id") == what }) {
                    let revoked = try await door.send(.delete, "/api/tokens/\(token.text("id"))", nil)
                    return Terminal.say(isJSON ? revoked.text : "The token '\(token.text("name"))' is revoked.")
                }
                let user = try await door.user(named: what)
                let id = user.text("id")
                let disabled = try await door.send(.put, "/api/users/\(id)", ["disabled": true])
                let own = tokens.filter { $0.text("user_id") == id && $0["revoked_at"] == .null }
                for token in own { _ = try await door.send(.delete, "/api/tokens/\(token.text("id"))", nil) }
                let count = "\(own.count) token\(own.count == 1 ? "" : "s")"
                Terminal.say(isJSON ? disabled.text : "\(user.text("name")) is shut out, and \(count) revoked.")
            }
        }
    }
}
