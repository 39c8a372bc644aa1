import ArgumentParser

/// The program: every subcommand is a file of its own.
@main
struct Skein: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "skein",
        abstract: "A control plane for teams of AI agents.",
        discussion: """
            Skein runs agents on tasks, durably: a kill -9 at any moment loses nothing that finished and repeats nothing \
            that finished.

            Start the server and open the address it prints:

              skein serve

            Or run a team from a file, without a server:

              skein run examples/research-and-report.yaml

            Every setting is a flag, an environment variable and an entry of the configuration file, in this order of \
            precedence; docs/configuration.md lists them all. Shell completion:

              skein --generate-completion-script bash > /etc/bash_completion.d/skein
            """,
        version: version,
        subcommands: [Run.self, Serve.self, Migrate.self, Doctor.self, UserCommand.self, ModelCallCommand.self],
        groupedSubcommands: [
            CommandGroup(name: "Data", subcommands: [Backup.self, Restore.self, Verify.self, Prune.self]),
            CommandGroup(
                name: "Server",
                subcommands: [
                    Health.self, List.self, Show.self, Watch.self, Logs.self, Answer.self, Pause.self, Resume.self,
                    Abort.self,
                    Export.self, Import.self,
                ]),
            CommandGroup(name: "Keeping", subcommands: [SecretCommand.self, Audit.self]),
        ],
        defaultSubcommand: nil)
}
