import Credentials
import Foundation

/// The token a command says who it is with: the one it is told, or the administrator's own on the server's machine.
enum ClientToken {
    /// - Parameters:
    ///   - file: of `--token-file`.
    ///   - server: the address it will be sent to.
    ///   - dataDirectory: nil for the usual one.
    /// - Returns: nil where there is none; a server on loopback needs none.
    /// - Throws: ``CommandFailure`` for a file that is not there or holds none.
    static func find(file: String?, server: String, dataDirectory: String? = nil) async throws -> String? {
        let environment = ProcessInfo.processInfo.environment
        if let file { return try read(file) }
        if let token = environment["SKEIN_TOKEN"], !token.isEmpty { return token }
        // A bad configuration file is for the server to complain of.
        let flags = dataDirectory.map { ["skein.data.dir": $0] } ?? [:]
        guard let source = try? await SettingSource(flags: flags, environment: environment, file: nil) else { return nil }
        // Only to the very server that made it.
        guard ServerFile.url(in: source.dataDirectory) == server else { return nil }
        // Not readable for this user, or not fit to be used: as if it were not there.
        return (try? AdminTokenFile(dataDirectory: source.dataDirectory).token())?.text
    }

    private static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path): there is no such file, or it cannot be read.", .noFile)
        }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, !token.contains(where: { $0.isWhitespace }) else {
            throw CommandFailure("\(path): it should hold a token, and nothing else.", .badFile)
        }
        return token
    }
}
