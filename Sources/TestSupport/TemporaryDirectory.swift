public import Foundation

/// A directory that is gone when its scope ends.
public func withTemporaryDirectory<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
) async throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "skein-\(UUID().uuidString.prefix(8).lowercased())")
    try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer {
        // Nothing depends on it any more; what cannot be removed is the machine's to clean.
        try? FileManager.default.removeItem(at: url)
    }
    return try await body(url.resolvingSymlinksInPath())
}
