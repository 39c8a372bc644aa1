import Foundation

/// The built `skein`, beside whatever runs the tests.
public enum SkeinBinary {
    /// - Throws: ``SkeinBinaryMissing``.
    public static func path() throws -> String {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = tests.deletingLastPathComponent().appending(path: "skein").path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw SkeinBinaryMissing(path: path) }
        return path
    }
}

public struct SkeinBinaryMissing: Error, CustomStringConvertible {
    let path: String

    public var description: String { "there is no \(path); run `swift build` first" }
}
