import Foundation
import Orchestration

/// A backup's file: written beside its place and put there whole, readable for its owner alone.
///
/// Killed in between, what was there before is there still.
final class BackupOutput {
    private let path: String
    private let file: FileHandle
    private var written: Int64 = 0

    /// The place to look at it before it counts.
    let draft: String

    /// - Parameter path: `-` is standard output.
    init(path: String) throws {
        self.path = path
        let url = URL(filePath: path)
        draft = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).part").path
        guard path != "-" else {
            file = .standardOutput
            return
        }
        let descriptor = open(draft, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure("\(path) is being written by another backup.", .cannotWrite)
        }
        guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else { throw Self.failure(path) }
    }

    var isStandardOutput: Bool { path == "-" }

    func write(_ data: Data) throws {
        do {
            try file.write(contentsOf: data)
        } catch {
            throw CommandFailure("\(path) cannot be written: \(Self.reason(error)).", .cannotWrite)
        }
        written += Int64(data.count)
    }

    /// Makes it durable and puts it in its place. - Returns: its length.
    func finish() throws -> Int64 {
        guard !isStandardOutput else { return written }
        guard fsync(file.fileDescriptor) == 0, rename(draft, path) == 0 else { throw Self.failure(path) }
        try Durable.sync(directory: URL(filePath: path).deletingLastPathComponent().path)
        return written
    }

    /// What is not complete is of no use.
    func discard() {
        if !isStandardOutput { unlink(draft) }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).", .cannotWrite)
    }

    private static func reason(_ error: any Error) -> String {
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        return cause.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
    }
}
