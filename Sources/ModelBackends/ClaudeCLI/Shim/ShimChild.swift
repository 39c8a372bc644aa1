import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The CLI's process and its three pipes, none of which ever blocks the shim.
final class ShimChild {
    private static let chunk = 1 << 16

    let pid: pid_t
    private(set) var hasExited = false
    /// False once no process descends from this one: orphans are given to it (see `cprocess_become_subreaper`).
    private(set) var mayHaveDescendants = true
    private(set) var exitStatus: Int?
    private(set) var signal: Int?
    private var input: CInt
    private var output: CInt
    private var errors: CInt
    private var unsent: [UInt8] = []
    private var closesInput = false
    private var exitedAt: ContinuousClock.Instant?

    /// - Throws: ``SpawnError``.
    init(_ launch: ShimLaunch) throws {
        let (childInput, input) = Self.pipe()
        let (output, childOutput) = Self.pipe()
        let (errors, childErrors) = Self.pipe()
        defer { for end in [childInput, childOutput, childErrors] { close(end) } }
        for end in [input, output, errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        self.input = input
        self.output = output
        self.errors = errors
        let environment = ProcessInfo.processInfo.environment.merging(launch.variables) { $1 }
        pid = try SpawnedProcess(
            launch.command, environment: environment, directory: launch.workDirectory, isExact: true,
            descriptors: [childInput, childOutput, childErrors]
        ).pid
    }

    /// Whether everything it wrote has been read. A descendant may hold its pipes open, so there is an end to waiting.
    var isDrained: Bool {
        guard let exitedAt else { return false }
        return (output < 0 && errors < 0) || ContinuousClock.now - exitedAt > .milliseconds(500)
    }

    var polled: [pollfd] {
        var polled = [output, errors].filter { $0 >= 0 }.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        if !unsent.isEmpty, input >= 0 { polled.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
        return polled
    }

    /// Notices that the process, or an adopted orphan, is gone.
    func reap() {
        var status: CInt = 0
        while true {
            let gone = waitpid(-1, &status, WNOHANG)
            if gone < 0, errno == ECHILD { mayHaveDescendants = false }
            guard gone > 0 else { return }
            guard gone == pid else { continue }
            hasExited = true
            exitedAt = .now
            let number = status & 0x7F
            if number == 0 { exitStatus = Int(status >> 8 & 0xFF) } else { signal = Int(number) }
        }
    }

    func readOutput() -> [UInt8] { Self.read(&output) }
    func readErrors() -> [UInt8] { Self.read(&errors) }

    func send(_ bytes: [UInt8]) {
        unsent += bytes
        flushInput()
    }

    /// Closes its input once everything has been sent.
    func closeInput() {
        closesInput = true
        flushInput()
    }

    func flushInput() {
        while !unsent.isEmpty, input >= 0 {
            let count = write(input, unsent, unsent.count)
            if count > 0 {
                unsent.removeFirst(count)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                // It no longer reads: its exit will tell why.
                unsent = []
                closesInput = true
            }
        }
        if closesInput, input >= 0 {
            close(input)
            input = -1
        }
    }

    func terminate() {
        if !hasExited { kill(pid, SIGTERM) }
    }

    private static func pipe() -> (read: CInt, write: CInt) {
        var ends: [CInt] = [0, 0]
        Glibc.pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func read(_ end: inout CInt) -> [UInt8] {
        guard end >= 0 else { return [] }
        let (bytes, isEnd) = SpoolFile.readSome(end, atMost: chunk)
        if isEnd {
            close(end)
            end = -1
        }
        return bytes
    }
}
