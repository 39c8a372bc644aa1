import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Starts shims and hands legs to them.
///
/// Starting our own program takes tens of milliseconds of a processor, so for the next call a spare one is started, which
/// waits for its leg and ends by itself when the server does.
final class ShimProcesses: Sendable {
    /// By then the CLI of the present call has started and waits for its model; before, the two would slow each other.
    private static let spareDelay = TimeAmount.milliseconds(500)

    private struct State {
        /// Started by this server and not seen to end, so that none stays behind as a zombie. They are not waited for: a
        /// shim may outlive the call it was started for, as its server sees it.
        var pids: Set<pid_t> = []
        /// The socket of a shim that has no leg yet.
        var spare: CInt?
    }

    private let configuration: ClaudeCLIConfiguration
    private let state = Mutex(State())

    init(_ configuration: ClaudeCLIConfiguration) {
        self.configuration = configuration
    }

    deinit {
        if let spare = state.withLock({ $0.spare }) { close(spare) }
    }

    /// Hands a leg to the spare shim, or to a new one.
    /// - Throws: ``SpawnError``.
    func assign(_ assignment: ShimAssignment) async throws {
        if let spare = takeSpare() {
            defer { close(spare) }
            // One that died meanwhile has not got it.
            if (try? assignment.send(to: spare)) != nil { return }
        }
        let shim = try await NIOThreadPool.singleton.runIfActive { [self] in try start(log: assignment.log) }
        defer { close(shim) }
        // One that died at once says so by its silence, like one that dies later.
        try? assignment.send(to: shim)
    }

    /// Soon starts a spare shim where there is none.
    func prepareSpare() {
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: Self.spareDelay) { [self] in
            NIOThreadPool.singleton.submit { [self] _ in startSpare() }
        }
    }

    private func startSpare() {
        guard state.withLock({ $0.spare == nil }) else { return }
        // Without it the next call starts its own, and says why it cannot.
        guard let shim = try? start(log: STDERR_FILENO) else { return }
        let superfluous: CInt? = state.withLock { state in
            defer { if state.spare == nil { state.spare = shim } }
            return state.spare == nil ? nil : shim
        }
        if let superfluous { close(superfluous) }
    }

    private func takeSpare() -> CInt? {
        state.withLock { state in
            defer { state.spare = nil }
            return state.spare
        }
    }

    /// - Returns: the socket that takes its assignment.
    private func start(log: CInt) throws -> CInt {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SpawnError(command: configuration.shim[0], directory: "/", errno: errno)
        }
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { for end in [nothing, ends[1]] { close(end) } }
        do {
            let process = try SpawnedProcess(
                configuration.shim, environment: configuration.childEnvironment, directory: "/",
                descriptors: [nothing, log, log, ends[1]])
            note(process.pid)
            return ends[0]
        } catch {
            close(ends[0])
            throw error
        }
    }

    private func note(_ pid: pid_t) {
        state.withLock { state in
            state.pids = state.pids.filter { waitpid($0, nil, WNOHANG) == 0 }
            state.pids.insert(pid)
        }
    }
}
