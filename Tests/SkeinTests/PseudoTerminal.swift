import Foundation
import Subprocess
import Synchronization
import SystemPackage
import TestSupport

/// A terminal without a person: what a program shows on it, and what is typed.
final class PseudoTerminal: Sendable {
    private let master: CInt
    /// What the program gets as its terminal.
    let path: String
    private let seen = Mutex("")
    /// `TIOCSPTLCK` and `TIOCGPTN`.
    private static let (lock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    init() throws {
        // The functions for this are not in Swift's Glibc; what they do on Linux is.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (locked, number): (CInt, CUnsignedInt) = (0, 0)
        guard master >= 0, ioctl(master, Self.lock, &locked) == 0, ioctl(master, Self.number, &number) == 0 else {
            throw Errno(rawValue: errno)
        }
        path = "/dev/pts/\(number)"
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(master, &buffer, buffer.count)
                // An error means that nobody has it open; the first reader may come later.
                guard count > 0 else { return }
                seen.withLock { $0 += String(decoding: buffer[..<count], as: UTF8.self) }
            }
        }
    }

    deinit {
        close(master)
    }

    /// Everything that was shown.
    var text: String { seen.withLock { $0 } }

    func type(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }
}

extension Command {
    /// Runs the program on a terminal. - Returns: its exit status.
    func run(_ arguments: [String], on terminal: PseudoTerminal) async throws -> Int32 {
        let variables = ["PATH": "/usr/bin:/bin", "HOME": home.path, "TERM": "xterm"].merging(environment) { $1 }
        let descriptor = try FileDescriptor.open(
            FilePath(terminal.path), .readWrite, options: FileDescriptor.OpenOptions(rawValue: O_NOCTTY))
        defer { try? descriptor.close() }  // it was open
        let result = try await Subprocess.run(
            .path(FilePath(try SkeinBinary.path())), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            input: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
            output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
            error: .fileDescriptor(descriptor, closeAfterSpawningProcess: false))
        guard case .exited(let status) = result.terminationStatus else { return -1 }
        return status
    }
}
