import Agents
import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The shim's hands: one thread, one `poll`, everything recorded before it is acted on.
final class ShimLoop {
    /// A longer line of the CLI is not kept in memory.
    private static let longestLine = 64 << 20
    private static let stderrKept = 8192

    private let leg: SpoolLeg
    private let stream: SpoolWriter
    private let cli: ShimChild
    private let signals: ShimSignals
    private let listener: CInt
    private var clients: [ShimClient]
    private var machine: ShimMachine
    private var output = LineSplitter(longest: longestLine)
    private var errors = LineSplitter(longest: 1 << 20)
    private var stderrTail = ""

    init(_ request: ShimRequest, _ leg: SpoolLeg) throws {
        self.leg = leg
        stream = try SpoolWriter(path: leg.streamPath)
        signals = ShimSignals()
        listener = try Self.listen(in: leg)
        clients = [ShimClient(socket: ModelCallShim.serverDescriptor)]
        machine = ShimMachine(request, at: Self.now())
        try Self.lockSession(request.sessionID, beside: leg)
        cli = try ShimChild(request)
        try record(text: "started process \(cli.pid)")
    }

    /// Returns when the CLI and everything it started are gone.
    func run() throws -> ShimOutcome {
        try perform(machine.start())
        while !(cli.hasExited && cli.isDrained) {
            wait()
            try hear()
            try perform(machine.tick(at: Self.now()))
        }
        for line in [output.end(), errors.end()].compactMap({ $0 }) { try record(line, .cli) }
        machine.exited()
        let survivors = ProcessTree.killAll { ProcessTree.descendants(of: getpid()) }
        if survivors > 0 { try record(text: "killed \(survivors) processes that were left behind") }
        try stream.sync()
        sendRest()
        unlink(leg.socketPath)
        return ShimOutcome(
            ending: machine.ending, exitStatus: cli.exitStatus, signal: cli.signal, stderrTail: stderrTail,
            survivors: survivors, endedAt: .now)
    }

    /// Waits until there is something to hear, something can be sent, or it is time.
    private func wait() {
        var polled = [pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0)]
        polled += cli.polled
        polled.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
        polled += clients.map { client in
            let events = POLLIN | (client.isBehind(stream) ? POLLOUT : 0)
            return pollfd(fd: client.socket, events: Int16(events), revents: 0)
        }
        let left = machine.wakeAt.map { max(0, $0 - Self.now()) } ?? 60_000
        let patience = cli.hasExited ? 100 : left
        poll(&polled, nfds_t(polled.count), CInt(min(patience, 60_000)))
    }

    private func hear() throws {
        for number in signals.take() where number != SIGCHLD { try perform(machine.terminated(at: Self.now())) }
        cli.reap()
        for line in output.feed(cli.readOutput()) { try hear(line) }
        for line in errors.feed(cli.readErrors()) { try record(line, .stderr) }
        cli.flushInput()
        if let socket = Self.accept(listener) { clients.append(ShimClient(socket: socket)) }
        for client in clients {
            for command in client.receive() { try perform(machine.received(command, at: Self.now())) }
            client.send(from: stream)
        }
        for client in clients where client.isGone { client.close() }
        clients.removeAll(where: \.isGone)
        machine.attached(clients.count, at: Self.now())
    }

    /// A line of the CLI: first recorded, then acted on.
    private func hear(_ line: LineSplitter.Line) throws {
        try record(line, .cli)
        guard case .whole(let bytes) = line, let json = try? JSONValue(parsing: bytes) else { return }  // garbage is kept
        try perform(machine.received(ClaudeMessage(json), at: Self.now()))
    }

    private func perform(_ actions: [ShimMachine.Action]) throws {
        for action in actions {
            switch action {
            case .send(let json):
                let bytes = Array(json.text.utf8)
                try stream.append(SpoolRecord.bytes(at: Self.now(), .host, object: bytes))
                cli.send(bytes + [0x0A])
            case .sync: try stream.sync()
            case .closeInput: cli.closeInput()
            case .terminate: cli.terminate()
            case .killAll: _ = ProcessTree.killAll { ProcessTree.descendants(of: getpid()) }
            case .ask(let interaction): try record(["asked": interaction])
            case .note(let text): try record(["note": text])
            }
        }
    }

    /// Gives attached servers a little time to read what is left; the file has it in any case.
    private func sendRest() {
        for _ in 0..<200 where clients.contains(where: { $0.isBehind(stream) && !$0.isGone }) {
            for client in clients { client.send(from: stream) }
            usleep(5_000)
        }
    }
}

// MARK: - Recording

extension ShimLoop {
    private func record(_ line: LineSplitter.Line, _ source: SpoolRecord.Source) throws {
        switch line {
        case .whole(let bytes):
            let isObject = source == .cli && (try? JSONValue(parsing: bytes))?.objectValue != nil  // else: kept as text
            let text = String(decoding: bytes, as: UTF8.self)
            if source == .stderr { stderrTail = String((stderrTail + text + "\n").suffix(Self.stderrKept)) }
            try stream.append(
                isObject
                    ? SpoolRecord.bytes(at: Self.now(), source, object: bytes)
                    : SpoolRecord.bytes(at: Self.now(), source, text: text))
        case .tooLong(let count):
            try record(text: "a line of \(count) bytes was too long to keep")
        }
    }

    private func record(_ remark: some Encodable) throws {
        let object = try JSONCoding.encode(remark).utf8
        try stream.append(SpoolRecord.bytes(at: Self.now(), .shim, object: object))
    }

    private func record(text: String) throws {
        try stream.append(SpoolRecord.bytes(at: Self.now(), .shim, text: text))
    }

    private static func now() -> Int64 {
        Timestamp.now.milliseconds
    }
}

// MARK: - Sockets and locks

extension ShimLoop {
    /// The path of a socket must be short, so it is reached through the directory's descriptor.
    private static func listen(in leg: SpoolLeg) throws -> CInt {
        let socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        unlink(leg.socketPath)
        let directory = open(leg.directory, O_DIRECTORY | O_RDONLY | O_CLOEXEC)
        defer { close(directory) }
        let isBound = UnixSocketAddress(path: "/proc/self/fd/\(directory)/socket").use { bind(socket, $0, $1) } == 0
        guard socket >= 0, isBound, Glibc.listen(socket, 8) == 0 else {
            throw SpoolError(path: leg.socketPath, errno: errno)
        }
        return socket
    }

    private static func accept(_ listener: CInt) -> CInt? {
        let socket = Glibc.accept(listener, nil, nil)
        return socket >= 0 ? socket : nil
    }

    /// Held until this process ends.
    private static func lockSession(_ sessionID: String, beside leg: SpoolLeg) throws {
        let calls = URL(filePath: leg.directory).deletingLastPathComponent().deletingLastPathComponent()
        let path = calls.appending(path: "session-\(sessionID).lock").path
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SpoolError(path: path, errno: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else { throw SessionInUse(sessionID: sessionID) }
    }
}

/// The address of a socket in the file system.
struct UnixSocketAddress {
    private var address = sockaddr_un()

    init(path: String) {
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            buffer.copyBytes(from: Array(path.utf8.prefix(buffer.count - 1)) + [0])
        }
    }

    func use<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
