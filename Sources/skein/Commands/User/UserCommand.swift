import ArgumentParser

/// `skein user`: who may use a server.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Say who may use a server, and make tokens.",
        discussion: """
            A server that others can reach asks for a login. A viewer sees everything but secrets, an operator also defines \
            and runs agents, an admin also decides who may do what. docs/access.md tells more.

              skein user add ada --role operator --password-stdin < password.txt
              skein user token ada --name laptop --expires 90d
              skein user ls
              skein user revoke ada

            The commands speak to the server named by --server or SKEIN_SERVER, to the one that runs on the data directory, \
            or, where none does, to the database itself.
            """,
        subcommands: [
            UserAdd.self, UserList.self, UserTokenCommand.self, UserRevoke.self, UserSet.self, UserPassword.self,
        ])
}
