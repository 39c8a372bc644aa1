import Foundation

/// What the program writes to, and whether a person sits there.
enum Terminal {
    /// Whether standard output is a terminal that can move its cursor.
    static let isLive = isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["TERM"] ?? "dumb") != "dumb"
    /// Whether a person can be asked.
    static let canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1

    static var columns: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    static var rows: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    /// To standard output. Where nobody reads it any more the program ends, as if by SIGPIPE.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes(put)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = poll(&output, 1, -1)
            } else if errno != EINTR {
                _exit(128 + SIGPIPE)
            }
        }
    }

    static func say(_ line: String) {
        write(line + "\n")
    }

    /// To standard error.
    static func complain(_ line: String) {
        // Where that cannot be written either, nobody is left to be told.
        try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
    }
}

/// As much of it as standard output takes at once.
private func put(_ bytes: UnsafeRawBufferPointer) -> Int {
    write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
}

/// What a person types, line by line.
enum Keyboard {
    /// The lines of standard input. They are read on a thread of their own, because reading blocks.
    static func lines() -> AsyncStream<String> {
        AsyncStream(bufferingPolicy: .bufferingOldest(64)) { continuation in
            Thread.detachNewThread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }
        }
    }
}
