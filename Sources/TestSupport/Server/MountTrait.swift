import Foundation
public import Testing

/// Marks tests that give a server a disk of its own: they are skipped where nothing can be mounted.
public struct MountTrait: TestTrait, TestScoping {
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard Self.isPossible else { try Test.cancel("nothing can be mounted here: that needs root and unshare") }
        try await function()
    }

    private static let isPossible: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["-m", "/bin/sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return false
        }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// A command that becomes another one, with a data directory on a disk of its own that is gone with it.
    /// - Parameter options: of the file system, such as `size=4m`.
    public static func wrapper(_ options: String) -> [String] {
        let script = "mkdir -p \"$SKEIN_DATA_DIR\" && mount -t tmpfs -o \(options) none \"$SKEIN_DATA_DIR\" && exec \"$@\""
        return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script, "sh"]
    }
}

extension Trait where Self == MountTrait {
    public static var ownDisk: Self { Self() }
}
