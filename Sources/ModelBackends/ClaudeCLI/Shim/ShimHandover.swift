import CProcess
import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What a shim needs to know, in a file that exists in memory only and is handed over as an open descriptor: the secrets
/// in it stand in no list of processes, and on no disk.
///
/// Two lines of JSON: the request, and the secrets, which may come later than everything else.
struct ShimHandover {
    private static let path = "a file in memory"

    let file: CInt

    /// Writes the first line; ``close()`` is up to the caller.
    /// - Throws: ``SpoolError``.
    init(_ request: ShimRequest) throws {
        file = cprocess_memory_file()
        guard file >= 0 else { throw SpoolError(path: Self.path, errno: errno) }
        do {
            try write(try JSONEncoder().encode(request))
        } catch {
            close()
            throw error
        }
    }

    /// Takes over what another process wrote.
    init(received file: CInt) {
        self.file = file
    }

    /// - Parameter secrets: variables for the CLI's environment.
    func add(_ secrets: [String: String]) throws {
        try write(Data(JSONValue.object(secrets.mapValues(JSONValue.string)).utf8))
    }

    private func write(_ line: Data) throws {
        try SpoolFile.writeAll(Array(line) + [0x0A], to: file, path: Self.path)
    }

    func close() {
        Glibc.close(file)
    }

    /// Reads it all and closes it: then only the reader's memory holds it.
    func take() throws -> (request: [UInt8], secrets: [String: String]) {
        defer { close() }
        var splitter = LineSplitter(longest: .max)
        var lines: [LineSplitter.Line] = []
        var place = 0
        while case let bytes = SpoolFile.read(file, at: place, atMost: 1 << 16), !bytes.isEmpty {
            lines += splitter.feed(bytes)
            place += bytes.count
        }
        guard lines.count == 2, case .whole(let request) = lines[0], case .whole(let secrets) = lines[1] else {
            throw SpoolError(path: Self.path, errno: EBADMSG)
        }
        return (request, (try JSONValue(parsing: secrets).objectValue ?? [:]).compactMapValues(\.stringValue))
    }
}

/// What a process of the CLI needs to start; the rest of its request is read while it does.
struct ShimLaunch {
    let callID: String
    let sessionID: String
    let command: [String]
    let workDirectory: String
    /// What its environment holds besides the shim's own.
    let variables: [String: String]

    /// - Parameter request: as ``ShimRequest`` is encoded.
    /// - Throws: `DecodingError`, ``SpoolError`` where something is missing.
    init(_ request: [UInt8], _ secrets: [String: String]) throws {
        let json = try JSONValue(parsing: request)
        guard let callID = json["callID"]?.stringValue, let sessionID = json["sessionID"]?.stringValue,
            let command = json["command"]?.arrayValue?.compactMap(\.stringValue), !command.isEmpty,
            let workDirectory = json["workDirectory"]?.stringValue
        else { throw SpoolError(path: "the request", errno: EBADMSG) }
        (self.callID, self.sessionID, self.command, self.workDirectory) = (callID, sessionID, command, workDirectory)
        let trace = (json["trace"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
        variables = secrets.merging([ProcessTree.marker: callID]) { $1 }.merging(trace) { $1 }
    }
}
