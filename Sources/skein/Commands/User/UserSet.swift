import ArgumentParser
import Domain
import HTTPTypes

/// `skein user set`: another role, or in and out.
struct UserSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change a user's role, or let it in again; it acts at once.")

    @Argument(help: "Who.")
    var name: String

    @Option(help: "viewer, operator or admin.")
    var role: Role?

    @Flag(inversion: .prefixedEnableDisable, help: "Let the user in, or not.")
    var access: Bool?

    @OptionGroup var options: KeeperOptions

    func validate() throws {
        guard role != nil || access != nil else { throw ValidationError("Say what to change: --role or --enable-access.") }
    }

    func run() async throws {
        try await reporting {
            var fields: [String: JSONValue] = [:]
            if let role { fields["role"] = .string(role.rawValue) }
            if let access { fields["disabled"] = .bool(!access) }
            let (name, isJSON, body) = (name, options.json, JSONValue.object(fields))
            try await options.withDoor { door in
                let user = try await door.user(named: name)
                let changed = try await door.send(.put, "/api/users/\(user.text("id"))", body)
                if isJSON { return Terminal.say(changed.text) }
                let isDisabled = changed["disabled"]?.boolValue ?? false
                Terminal.say("\(changed.text("name")) is \(changed.text("role")), \(isDisabled ? "shut out" : "let in").")
            }
        }
    }
}
