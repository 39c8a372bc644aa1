import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle

/// `skein serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Listens on 127.0.0.1:8000 and keeps everything in one directory, unless told otherwise. SIGTERM or Ctrl-C stops \
            it; agents at work go on and are found again by the next start.
            """)

    @OptionGroup var options: ServerOptions

    @Option(help: ArgumentHelp("Address to listen on.", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("Port to listen on; 0 takes a free one.", valueName: "port"))
    var port: String?

    @Option(help: ArgumentHelp("Serve the web UI from this directory instead of the binary.", valueName: "path"))
    var webDir: String?

    func run() async throws {
        var flags: [String: String] = [:]
        flags["skein.host"] = host
        flags["skein.port"] = port
        flags["skein.web.dir"] = webDir
        let settings = try await options.settings(flags)
        let server = try await Server(settings)
        try await server.run()
    }
}
