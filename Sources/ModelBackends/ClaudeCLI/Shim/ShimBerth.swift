#if canImport(Glibc)
    import Glibc
#endif

/// All that a shim is to be given, opened before its call may begin: then nothing is left to wait for.
final class ShimBerth {
    let assignment: ShimAssignment
    /// The server's end of the socket; negative once it is taken.
    private var socket: CInt

    /// - Parameter lock: of the call; it and the handover stay the caller's to close.
    /// - Throws: ``SpoolError``.
    init(_ leg: SpoolLeg, lock: CInt, _ handover: ShimHandover) throws {
        let log = open(leg.logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else { throw SpoolError(path: leg.logPath, errno: errno) }
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            defer { close(log) }
            throw SpoolError(path: leg.socketPath, errno: errno)
        }
        socket = ends[0]
        assignment = ShimAssignment(leg: leg, lock: lock, log: log, server: ends[1], handover: handover.file)
    }

    /// Takes the server's end, which is the caller's to close from then on.
    func takeSocket() -> CInt {
        defer { socket = -1 }
        return socket
    }

    deinit {
        close(assignment.log)
        close(assignment.server)
        if socket >= 0 { close(socket) }
    }
}
