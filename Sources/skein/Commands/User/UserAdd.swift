import ArgumentParser
import Domain
import Foundation
import HTTPTypes

/// `skein user add`: a new user.
struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a user.",
        discussion: "Without a password, tokens alone let the user in: skein user token NAME.")

    @Argument(help: "Lower-case letters, digits and . _ @ -")
    var name: String

    @Option(help: "viewer, operator or admin.")
    var role: Role

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @OptionGroup var options: KeeperOptions

    func run() async throws {
        try await reporting {
            var fields: [String: JSONValue] = ["name": .string(name), "role": .string(role.rawValue)]
            if passwordStdin { fields["password"] = .string(try PasswordInput.read()) }
            let (body, isJSON) = (JSONValue.object(fields), options.json)
            try await options.withDoor { door in
                let user = try await door.send(.post, "/api/users", body)
                if isJSON { return Terminal.say(user.text) }
                let hasPassword = user["has_password"]?.boolValue ?? false
                let next = hasPassword ? "" : " A token lets it in: skein user token \(user.text("name"))"
                Terminal.say("\(user.text("name")) is added as \(user.text("role")).\(next)")
            }
        }
    }
}

/// A password that comes in by a pipe: never as an argument, which every process of the machine can see.
enum PasswordInput {
    static func read() throws -> String {
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw CommandFailure("standard input should hold the password, in its first line.", .badFile)
        }
        return line
    }
}
