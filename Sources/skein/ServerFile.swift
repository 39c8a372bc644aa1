import Domain
import Foundation

/// `server.json` in the data directory: how programs on this machine find the running server.
struct ServerFile: Encodable {
    private let pid = ProcessInfo.processInfo.processIdentifier
    private let host: String
    private let port: Int
    private let url: String
    private let startedAt = Timestamp.now

    init(scheme: String, host: String, port: Int) {
        self.host = host
        self.port = port
        // Who reads the file is on this machine.
        let reachable = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        url = "\(scheme)://\(reachable.contains(":") ? "[\(reachable)]" : reachable):\(port)"
    }

    /// Written when the server listens; an older one is replaced.
    func write(to dataDirectory: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let path = Self.path(in: dataDirectory)
        try encoder.encode(self).write(to: URL(filePath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Taken away when the server ends in order; after a crash the pid tells that it is out of date.
    static func remove(from dataDirectory: String) {
        // Not there: nothing to take away.
        try? FileManager.default.removeItem(atPath: path(in: dataDirectory))
    }

    /// The address of the server that wrote it; nil when there is none, or when it is gone without a word.
    static func url(in dataDirectory: String) -> String? {
        // Without the file, or with another one in its place, there is no address to tell.
        guard let data = try? Data(contentsOf: URL(filePath: path(in: dataDirectory))) else { return nil }
        guard let file = try? JSONValue(parsing: data), let pid = file["pid"]?.integerValue, kill(pid_t(pid), 0) == 0 else {
            return nil
        }
        return file["url"]?.stringValue
    }

    private static func path(in dataDirectory: String) -> String {
        "\(dataDirectory)/server.json"
    }

    private enum CodingKeys: String, CodingKey {
        case pid, host, port, url
        case startedAt = "started_at"
    }
}
