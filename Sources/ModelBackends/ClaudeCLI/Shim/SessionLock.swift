#if canImport(Glibc)
    import Glibc
#endif

/// One process at a time goes on with a conversation: of two, the CLI would silently lose one.
enum SessionLock {
    /// How often it is tried, and how long each wait is, in microseconds: a process that has just left its outcome may
    /// still be going.
    private static let tries = 5000
    private static let interval: UInt32 = 2_000

    /// Makes a session's lock beforehand: making a file takes longer than taking its lock.
    static func prepare(_ sessionID: String, beside leg: SpoolLeg) {
        let file = open(path(of: sessionID, beside: leg), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if file >= 0 { close(file) }
    }

    /// Takes a session's lock, to be held while a process goes on with the conversation.
    /// - Returns: a descriptor, whose closing gives it back.
    /// - Throws: ``SessionInUse`` when another process keeps it; ``SpoolError``.
    static func take(_ sessionID: String, beside leg: SpoolLeg) throws -> CInt {
        let path = path(of: sessionID, beside: leg)
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: path, errno: errno) }
        for _ in 0..<tries {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
            usleep(interval)
        }
        close(file)
        throw SessionInUse(sessionID: sessionID)
    }

    static func path(of sessionID: String, beside leg: SpoolLeg) -> String {
        let calls = leg.directory.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
        return "\(calls)/session-\(sessionID).lock"
    }
}

/// Another process goes on with the same conversation.
struct SessionInUse: Error, CustomStringConvertible {
    let sessionID: String

    var description: String { "session \(sessionID) is in use by another process" }
}
