import ArgumentParser
import Domain
import HTTPTypes

/// `skein user passwd`: a new password.
struct UserPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwd", abstract: "Set a user's password, from the first line of standard input.",
        discussion: "All sessions of the user end; tokens stay.")

    @Argument(help: "Whose.")
    var name: String

    @OptionGroup var options: KeeperOptions

    func run() async throws {
        try await reporting {
            let password = try PasswordInput.read()
            let (name, isJSON) = (name, options.json)
            try await options.withDoor { door in
                let user = try await door.user(named: name)
                let changed = try await door.send(
                    .put, "/api/users/\(user.text("id"))", ["password": .string(password)])
                Terminal.say(isJSON ? changed.text : "\(user.text("name")) has a new password, and no session any more.")
            }
        }
    }
}
