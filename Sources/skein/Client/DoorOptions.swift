import ArgumentParser

/// The flags that say who asks a server, and whether it is the right one.
struct DoorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file that holds your token. Default: SKEIN_TOKEN.", valueName: "path"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp("Certificates (PEM) to trust besides the system's. Default: SKEIN_CA_FILE.", valueName: "path"))
    var caFile: String?

    /// - Parameter dataDirectory: where the server's own token may lie; nil for the usual one.
    func door(to address: String, dataDirectory: String? = nil) async throws -> RemoteDoor {
        let token = try await ClientToken.find(file: tokenFile, server: address, dataDirectory: dataDirectory)
        return try RemoteDoor(address, token: token, caFile: caFile)
    }
}
