import ArgumentParser

/// `skein doctor`: says what is well and what to do about the rest.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check this machine and the settings, line by line.")

    @OptionGroup var options: ServerOptions

    func run() async throws {
        _ = try await options.settings()
    }
}
