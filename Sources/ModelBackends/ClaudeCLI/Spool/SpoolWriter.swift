import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Appends records to a leg's stream.
final class SpoolWriter {
    let path: String
    /// Open for reading too: clients are sent from the file, not from memory.
    let file: CInt
    private(set) var length: Int
    private var isDirty = false
    private var isPlaced = false

    init(path: String) throws {
        self.path = path
        file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: path, errno: errno) }
        length = Int(lseek(file, 0, SEEK_END))
    }

    func append(_ record: [UInt8]) throws {
        try SpoolFile.writeAll(record, to: file, path: path)
        length += record.count
        isDirty = true
    }

    /// Makes everything appended so far durable.
    func sync() throws {
        guard isDirty else { return }
        guard fdatasync(file) == 0 else { throw SpoolError(path: path, errno: errno) }
        isDirty = false
        if !isPlaced { try place() }
    }

    /// The first time, the directories down to the file are made durable too: leg, call, and the spools of all calls.
    private func place() throws {
        var directory = URL(filePath: path)
        for _ in 0..<3 {
            directory.deleteLastPathComponent()
            try SpoolFile.syncDirectory(directory.path)
        }
        isPlaced = true
    }
}
