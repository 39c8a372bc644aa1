import Foundation
import Synchronization

/// The server's end and new beginning, in the same process: whoever supervises it notices nothing.
final class Restart: Sendable {
    private let isWanted = Atomic(false)
    private let isPossible: Bool
    private let settings: ServerSettings

    /// - Parameter isPossible: false for a server inside of another program.
    init(isPossible: Bool, _ settings: ServerSettings) {
        (self.isPossible, self.settings) = (isPossible, settings)
    }

    /// Ends the server as SIGTERM would, to begin anew with what is staged. - Returns: false when nothing is.
    func request() -> Bool {
        guard isPossible, StagedRestore(settings).isThere else { return false }
        isWanted.store(true, ordering: .relaxed)
        kill(getpid(), SIGTERM)
        return true
    }

    /// Becomes the same program with the same arguments, once everything is closed.
    /// - Throws: ``CommandFailure`` when that is not possible; whoever supervises the server starts it then.
    func startAgainIfWanted() throws {
        guard isWanted.load(ordering: .relaxed) else { return }
        for number in [SIGTERM, SIGINT, SIGPIPE] { signal(number, SIG_DFL) }
        var nothing = sigset_t()
        sigemptyset(&nothing)
        sigprocmask(SIG_SETMASK, &nothing, nil)
        // Sockets that are still open must not be kept open by the new life.
        for descriptor in 3..<Int32(sysconf(Int32(_SC_OPEN_MAX)).clamped) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", arguments)
        throw CommandFailure(
            "the server cannot start itself again (\(String(cString: strerror(errno)))): start it, and it finds the backup.",
            .unavailable)
    }
}

extension Int {
    /// A limit of descriptors may be endless.
    fileprivate var clamped: Int { Swift.max(256, Swift.min(self, 65_536)) }
}
