import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The shims this server has started and that have not been seen to end, so that none stays behind as a zombie.
///
/// They are not waited for: a shim may outlive the call it was started for, as its server sees it.
final class ShimProcesses: Sendable {
    private let pids = Mutex<Set<pid_t>>([])

    func add(_ pid: pid_t) {
        pids.withLock { pids in
            pids = pids.filter { waitpid($0, nil, WNOHANG) == 0 }
            pids.insert(pid)
        }
    }
}
