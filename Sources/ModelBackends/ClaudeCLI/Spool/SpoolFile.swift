import Foundation

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

    /// Makes a directory, and those above it, for their owner alone.
    static func makeDirectory(_ path: String) throws {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    /// What stands in a file from a place on; nothing at its end.
    static func read(_ file: CInt, at place: Int, atMost count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
            read = max(0, pread(file, buffer.baseAddress, count, off_t(place)))
        }
    }

    /// What has arrived through a pipe or socket that does not block.
    /// - Returns: and whether nothing more will come.
    static func readSome(_ end: CInt, atMost count: Int) -> (bytes: [UInt8], isEnd: Bool) {
        var isEnd = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, arrived in
            let result = Glibc.read(end, buffer.baseAddress, count)
            isEnd = result == 0 || (result < 0 && errno != EAGAIN && errno != EINTR)
            arrived = max(0, result)
        }
        return (bytes, isEnd)
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
