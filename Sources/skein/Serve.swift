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

    @Option(help: ArgumentHelp("Certificate chain (PEM): the server then speaks TLS.", valueName: "path"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("Key (PEM) of the certificate.", valueName: "path"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Proxies to believe about the client, such as 10.0.0.0/8,::1.", valueName: "networks"))
    var trustedProxy: String?

    func run() async throws {
        var flags: [String: String] = [:]
        flags["skein.host"] = host
        flags["skein.port"] = port
        flags["skein.web.dir"] = webDir
        flags["skein.tls.cert"] = tlsCert
        flags["skein.tls.key"] = tlsKey
        flags["skein.trusted.proxy"] = trustedProxy
        let settings = try await options.settings(flags)
        let server = try await Server(settings)
        try await server.run()
    }
}
