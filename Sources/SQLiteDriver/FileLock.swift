import Foundation
import SQL
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// An exclusive lock on a file, held until released or until the process ends, however it ends.
public final class FileLock: Sendable {
    private let descriptor: Mutex<CInt>

    /// - Throws: `SQLError/unavailable(_:)` when another process holds it.
    public init(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SQLError.unavailable("cannot open \(path): \(String(cString: strerror(errno)))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw SQLError.unavailable(
                "another server uses it (\(path) is locked): stop that one, or use another data directory")
        }
        descriptor = Mutex(file)
    }

    /// An opening that failed further on must not keep the file locked.
    deinit {
        release()
    }

    public func release() {
        descriptor.withLock { file in
            if file >= 0 { close(file) }
            file = -1
        }
    }
}
