import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Where one model call is kept: a directory per call, in it one per stretch ("leg") of its process.
///
/// ```
/// calls/<call>/lock            held by the live shim, however the server fares
/// calls/<call>/1/request.json  what to run
/// calls/<call>/1/stream.jsonl  every line both ways, appended
/// calls/<call>/1/outcome.json  written last, by rename
/// calls/<call>/1/socket        takes commands while the shim lives
/// ```
struct CallSpool: Sendable {
    let directory: String

    /// - Parameters:
    ///   - root: holds the spools of all calls.
    ///   - callID: any text.
    init(root: String, callID: String) {
        let name = callID.addingPercentEncoding(withAllowedCharacters: Self.safe) ?? callID
        directory = "\(root)/\(name)"
    }

    init(directory: String) {
        self.directory = directory
    }

    private static let safe = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_.#"))

    var lockPath: String { "\(directory)/lock" }

    /// The call's id, as it was given.
    var callID: String {
        let name = URL(filePath: directory).lastPathComponent
        return name.removingPercentEncoding ?? name
    }

    /// Its legs so far, oldest first.
    var legs: [SpoolLeg] {
        // No directory: no legs.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap(Int.init).sorted().map { SpoolLeg(directory: "\(directory)/\($0)") }
    }

    /// Makes the next leg's directory.
    func makeLeg() throws -> SpoolLeg {
        let number = (legs.last?.number ?? 0) + 1
        let leg = SpoolLeg(directory: "\(directory)/\(number)")
        try FileManager.default.createDirectory(
            atPath: leg.directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return leg
    }

    /// Takes the lock. - Returns: nil while a shim holds it.
    func lock() throws -> CInt? {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: lockPath, errno: errno) }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
        close(file)
        return nil
    }
}

/// One process's part of a spool.
struct SpoolLeg: Sendable, Hashable {
    let directory: String

    var number: Int { Int(URL(filePath: directory).lastPathComponent) ?? 0 }
    var requestPath: String { "\(directory)/request.json" }
    var streamPath: String { "\(directory)/stream.jsonl" }
    var outcomePath: String { "\(directory)/outcome.json" }
    var socketPath: String { "\(directory)/socket" }
    var logPath: String { "\(directory)/shim.log" }

    func readRequest() throws -> ShimRequest {
        try JSONDecoder().decode(ShimRequest.self, from: Data(contentsOf: URL(filePath: requestPath)))
    }

    func write(_ request: ShimRequest) throws {
        try Self.writeDurably(try JSONEncoder().encode(request), to: requestPath)
    }

    /// - Returns: nil as long as there is none.
    func readOutcome() -> ShimOutcome? {
        // Written by rename: it is there whole, or not at all.
        guard let data = try? Data(contentsOf: URL(filePath: outcomePath)) else { return nil }
        return try? JSONDecoder().decode(ShimOutcome.self, from: data)
    }

    func write(_ outcome: ShimOutcome) throws {
        try Self.writeDurably(try JSONEncoder().encode(outcome), to: outcomePath)
    }

    /// What the shim wrote to its own output, which is nothing unless it failed.
    var log: String {
        // No log: nothing was said.
        (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? ""
    }

    private static func writeDurably(_ data: Data, to path: String) throws {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: temporary, errno: errno) }
        defer { close(file) }
        try FileDescriptorIO.writeAll(Array(data), to: file, path: temporary)
        guard fsync(file) == 0, rename(temporary, path) == 0 else { throw SpoolError(path: path, errno: errno) }
    }
}

/// A spool's file cannot be read or written.
struct SpoolError: Error, CustomStringConvertible {
    let path: String
    let errno: CInt

    var description: String { "\(path): \(String(cString: strerror(errno)))" }
}

/// Whole reads and writes on file descriptors.
enum FileDescriptorIO {
    static func writeAll(_ bytes: [UInt8], to file: CInt, path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw SpoolError(path: path, errno: errno)
            }
            written += count
        }
    }
}
