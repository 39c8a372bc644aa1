import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// One process's part of a spool.
struct SpoolLeg: Sendable, Hashable {
    let directory: String

    var number: Int { Int(URL(filePath: directory).lastPathComponent) ?? 0 }
    var requestPath: String { "\(directory)/request.json" }
    var streamPath: String { "\(directory)/stream.jsonl" }
    var outcomePath: String { "\(directory)/outcome.json" }
    var socketPath: String { "\(directory)/socket" }
    var logPath: String { "\(directory)/shim.log" }

    /// In bytes; nil as long as nothing is recorded.
    var streamLength: Int? {
        var status = stat()
        return stat(streamPath, &status) == 0 ? Int(status.st_size) : nil
    }

    func readRequest() throws -> ShimRequest {
        try JSONDecoder().decode(ShimRequest.self, from: Data(contentsOf: URL(filePath: requestPath)))
    }

    /// Not made durable: it tells people what was run.
    func write(_ request: ShimRequest) throws {
        try write(try JSONEncoder().encode(request), to: requestPath)
    }

    /// Writes a file the CLI reads, such as its MCP configuration.
    func write(_ content: String, named name: String) throws {
        try write(Data(content.utf8), to: "\(directory)/\(name)")
    }

    /// - Returns: nil as long as there is none.
    func readOutcome() -> ShimOutcome? {
        // Written by rename: it is there whole, or not at all.
        guard let data = try? Data(contentsOf: URL(filePath: outcomePath)) else { return nil }
        return (try? JSONValue(parsing: data)).flatMap(ShimOutcome.init)
    }

    func write(_ outcome: ShimOutcome, isDurable: Bool = true) throws {
        let new = outcomePath + ".new"
        try write(Data(outcome.json.utf8), to: new, isDurable: isDurable)
        guard rename(new, outcomePath) == 0 else { throw SpoolError(path: outcomePath, errno: errno) }
        if isDurable { try SpoolFile.syncDirectory(directory) }
    }

    /// What the shim wrote to its own output, which is nothing unless it failed.
    var log: String {
        // No log: nothing was said.
        (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? ""
    }

    private func write(_ data: Data, to path: String, isDurable: Bool = false) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: path, errno: errno) }
        defer { close(file) }
        try SpoolFile.writeAll(Array(data), to: file, path: path)
        if isDurable, fsync(file) != 0 { throw SpoolError(path: path, errno: errno) }
    }
}
