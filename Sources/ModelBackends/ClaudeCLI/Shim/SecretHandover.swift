import CProcess
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Hands secrets to a shim: in a file that exists in memory only, as an open descriptor. They stand in no list of
/// processes, and on no disk.
enum SecretHandover {
    /// - Returns: a descriptor, to be closed when it is sent.
    static func write(_ secrets: [String: String]) throws -> CInt {
        let file = cprocess_memory_file()
        guard file >= 0 else { throw SpoolError(path: "a file in memory", errno: errno) }
        do {
            try SpoolFile.writeAll(Array(try JSONEncoder().encode(secrets)), to: file, path: "a file in memory")
            return file
        } catch {
            close(file)
            throw error
        }
    }

    /// Reads and closes it: then only the reader's memory holds them.
    static func read(_ file: CInt) throws -> [String: String] {
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.seek(toOffset: 0)
        return try JSONDecoder().decode([String: String].self, from: try handle.readToEnd() ?? Data("{}".utf8))
    }
}
