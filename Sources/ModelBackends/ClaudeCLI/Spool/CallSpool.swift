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
        directory = "\(root)/\(name.utf8.count <= Self.longestName ? name : Self.shortened(name))"
    }

    init(directory: String) {
        self.directory = directory
    }

    private static let safe = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_#"))
    /// File systems allow 255 bytes.
    private static let longestName = 200

    var lockPath: String { "\(directory)/lock" }

    /// The call's id, as it was given.
    var callID: String {
        let name = URL(filePath: directory).lastPathComponent
        guard name.contains("~") else { return name.removingPercentEncoding ?? name }
        // A call without a readable request has never begun; its name is all there is.
        return legs.lazy.compactMap { try? $0.readRequest().callID }.first ?? name
    }

    /// A long name's beginning and its hash (FNV-1a); `~` stands in no name that is whole.
    private static func shortened(_ name: String) -> String {
        let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(name.prefix(longestName - 20))~\(String(hash, radix: 16))"
    }

    /// Its legs so far, oldest first.
    var legs: [SpoolLeg] {
        // No directory: no legs.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.compactMap(Int.init).sorted().map { SpoolLeg(directory: "\(directory)/\($0)") }
    }

    /// Makes the next leg's directory.
    /// - Parameter legs: all there are.
    func makeLeg(after legs: [SpoolLeg]) throws -> SpoolLeg {
        let leg = SpoolLeg(directory: "\(directory)/\((legs.last?.number ?? 0) + 1)")
        try SpoolFile.makeDirectory(leg.directory)
        return leg
    }

    /// Takes the lock. - Returns: nil while a shim holds it.
    func lock() throws -> CInt? {
        try SpoolFile.makeDirectory(directory)
        let file = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: lockPath, errno: errno) }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
        close(file)
        return nil
    }
}
