#if canImport(Glibc)
    import Glibc
#endif

/// Turns signals into bytes in a pipe, so that one `poll` hears them with everything else.
struct ShimSignals {
    let readEnd: CInt

    init() {
        var ends: [CInt] = [0, 0]
        pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readEnd = ends[0]
        signalPipe = ends[1]
        for number in [SIGCHLD, SIGTERM, SIGINT, SIGHUP] { signal(number) { announce($0) } }
    }

    /// The signals that came since the last call.
    func take() -> [CInt] {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(readEnd, &buffer, buffer.count)
        return count > 0 ? buffer[..<count].map(CInt.init) : []
    }
}

/// Written once, before the handlers are set; a signal handler can reach nothing else.
nonisolated(unsafe) private var signalPipe: CInt = -1

private func announce(_ number: CInt) {
    // The code it interrupts may be about to look at errno.
    let before = errno
    defer { errno = before }
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe, &byte, 1)
}
