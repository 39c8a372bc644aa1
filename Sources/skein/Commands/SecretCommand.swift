import ArgumentParser
import Domain
import Foundation
import HTTPTypes

/// `skein secret`: what agents are given that nobody may read.
struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Keep secrets for agents: encrypted, handed to their processes, shown nowhere.",
        discussion: """
            A value comes from a hidden prompt or from standard input, never from the command line, which every user of the \
            machine can read.

              skein secret set DEPLOY_TOKEN --agent Ada
              pass show deploy | skein secret set DEPLOY_TOKEN
              skein secret ls
            """,
        subcommands: [SetSecret.self, ListSecrets.self, RemoveSecret.self, RotateSecrets.self])
}

/// `skein secret set`
struct SetSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Keep a value under a name; agents' processes get it as a variable.")

    @Argument(help: "Capital letters, digits and underscores, such as DEPLOY_TOKEN.")
    var name: String

    @Option(help: ArgumentHelp("Only for this agent, by name or id; may be repeated.", valueName: "agent"))
    var agent: [String] = []

    @OptionGroup var keeper: KeeperOptions

    func run() async throws {
        try await reporting {
            let value = try HiddenInput.read(prompt: "Value of \(TerminalText.line(name)): ")
            let command = self
            try await keeper.withDoor { door in
                var body: [String: JSONValue] = ["value": .string(value)]
                if !command.agent.isEmpty { body["agents"] = .array(try await command.ids(at: door)) }
                let secret = try await door.send(.put, "/api/secrets/\(command.name.pathSafe)", .object(body))
                let whose = command.agent.isEmpty ? "every agent" : command.agent.joined(separator: ", ")
                Terminal.say(
                    command.keeper.json ? secret.text : TerminalText.line("\(command.name) is kept, for \(whose)."))
            }
        }
    }

    private func ids(at door: any Door) async throws -> [JSONValue] {
        let all = try await door.get("/api/agents").arrayValue ?? []
        return try agent.map { wanted in
            let found = all.filter { $0.text("id") == wanted || $0.text("name") == wanted }
            guard let one = found.first, found.count == 1 else {
                let words = found.isEmpty ? "no agent" : "\(found.count) agents"
                throw CommandFailure(
                    "\(door.place) knows \(words) '\(TerminalText.line(wanted))'. `skein ls agents` shows the ids.", .refused
                )
            }
            return .string(one.text("id"))
        }
    }
}

/// `skein secret ls`
struct ListSecrets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the names of the secrets, and whose they are; never their values.")

    @OptionGroup var keeper: KeeperOptions

    func run() async throws {
        try await reporting {
            let isJSON = keeper.json
            try await keeper.withDoor { door in
                let secrets = try await door.get("/api/secrets")
                if isJSON { return Terminal.say(secrets.text) }
                let agents = try await door.get("/api/agents").arrayValue ?? []
                let names = Dictionary(agents.map { ($0.text("id"), $0.text("name")) }) { first, _ in first }
                var table = TextTable("NAME", "AGENTS", "KEY", "CHANGED")
                for secret in secrets.arrayValue ?? [] {
                    let whose = secret["agents"]?.arrayValue?.compactMap(\.stringValue).map { names[$0] ?? $0 }
                    table.add(
                        secret.text("name"), whose?.joined(separator: ", ") ?? "all",
                        "\(secret["key_version"]?.integerValue ?? 0)",
                        secret.time("updated_at"))
                }
                Terminal.say(table.isEmpty ? "There are no secrets." : table.text)
            }
        }
    }
}

/// `skein secret rm`
struct RemoveSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Forget a secret; processes that run keep what they have.")

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var keeper: KeeperOptions

    func run() async throws {
        try await reporting {
            let (name, isJSON) = (name, keeper.json)
            try await keeper.withDoor { door in
                let answer = try await door.send(.delete, "/api/secrets/\(name.pathSafe)", nil)
                Terminal.say(isJSON ? answer.text : TerminalText.line(answer.text("message")))
            }
        }
    }
}

/// `skein secret rotate`
struct RotateSecrets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Encrypt every secret with a new key, all of them or none.")

    @OptionGroup var keeper: KeeperOptions

    func run() async throws {
        try await reporting {
            let isJSON = keeper.json
            try await keeper.withDoor { door in
                let answer = try await door.send(.post, "/api/secrets/rotate", [:])
                let count = answer["secrets"]?.integerValue ?? 0
                Terminal.say(
                    isJSON ? answer.text : "\(count) secret\(count == 1 ? "" : "s") encrypted with a new key.")
            }
        }
    }
}

extension String {
    /// As one part of a path: whatever it is, it must not become another path.
    var pathSafe: String {
        addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", "_"])) ?? ""
    }
}
