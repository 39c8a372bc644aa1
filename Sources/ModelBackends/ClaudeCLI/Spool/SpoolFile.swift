#if canImport(Glibc)
    import Glibc
#endif

/// A spool's file cannot be read or written.
struct SpoolError: Error, CustomStringConvertible {
    let path: String
    let errno: CInt

    var description: String { "\(path): \(String(cString: strerror(errno)))" }
}

/// What files of a spool need of the system.
enum SpoolFile {
    /// Makes a new or renamed file's place in its directory durable.
    static func syncDirectory(_ path: String) throws {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw SpoolError(path: path, errno: errno) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw SpoolError(path: path, errno: errno) }
    }

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
