import Foundation
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// A server's end of a shim's socket.
struct ShimConnection: Sendable {
    typealias SocketChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// A record of a stream is at most a line of the CLI and its envelope.
    private static let longestRecord = 65 << 20

    private let channel: SocketChannel
    private let leg: SpoolLeg
    /// The shim, if this server started it.
    private let pid: pid_t?

    /// Starts a leg's shim, which takes the call's lock over.
    /// - Throws: ``SpawnError``, ``SpoolError``.
    static func spawn(_ leg: SpoolLeg, lock: CInt, _ configuration: ClaudeCLIConfiguration) async throws -> ShimConnection {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SpoolError(path: leg.socketPath, errno: errno)
        }
        let (ours, theirs) = (ends[0], ends[1])
        let pid: pid_t
        do {
            pid = try await NIOThreadPool.singleton.runIfActive {
                defer { close(theirs) }
                return try start(leg, lock: lock, socket: theirs, configuration)
            }
        } catch {
            close(ours)
            throw error
        }
        let channel = try await bootstrap.withConnectedSocket(ours, channelInitializer: wrap)
        return ShimConnection(channel: channel, leg: leg, pid: pid)
    }

    /// Connects to a live shim. - Returns: nil when it is gone meanwhile.
    static func attach(_ leg: SpoolLeg) async throws -> ShimConnection? {
        for _ in 0..<250 {
            if leg.readOutcome() != nil { return nil }
            if let channel = try? await connect(leg) {  // not listening yet, or just gone: looked at again below
                return ShimConnection(channel: channel, leg: leg, pid: nil)
            }
            if try isDead(leg) { return nil }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw SpoolError(path: leg.socketPath, errno: ETIMEDOUT)
    }

    /// Passes commands on and hands out records with their end in the stream, until the shim is gone.
    /// - Throws: `CancellationError` when the task is cancelled; the shim then goes on alone.
    func follow(
        _ commands: AsyncStream<ShimCommand>, _ take: (SpoolRecord, Int) async throws -> Void
    ) async throws {
        try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await outbound.write(Self.line(.follow(from: 0)))
                    for await command in commands {
                        // A shim that is gone takes no commands; its outcome says how it ended.
                        try? await outbound.write(Self.line(command))
                    }
                }
                defer { group.cancelAll() }
                var splitter = LineSplitter(longest: Self.longestRecord)
                var place = 0
                for try await buffer in inbound {
                    for case .whole(let line) in splitter.feed(buffer.readableBytesView) {
                        place += line.count + 1
                        if let record = SpoolRecord(line) { try await take(record, place) }
                    }
                }
            }
        }
        try Task.checkCancellation()
        await reap()
    }

    /// Waits for the shim's own end, which follows that of its socket.
    private func reap() async {
        guard let pid else { return }
        // The pool only refuses work when the process is ending.
        try? await NIOThreadPool.singleton.runIfActive { _ = waitpid(pid, nil, 0) }
    }
}

// MARK: - Sockets and processes

extension ShimConnection {
    private static var bootstrap: ClientBootstrap { ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup) }

    private static let wrap: @Sendable (any Channel) -> EventLoopFuture<SocketChannel> = { channel in
        channel.eventLoop.makeCompletedFuture { try SocketChannel(wrappingChannelSynchronously: channel) }
    }

    /// The path of a socket must be short, so it is reached through its directory's descriptor.
    private static func connect(_ leg: SpoolLeg) async throws -> SocketChannel {
        let directory = open(leg.directory, O_DIRECTORY | O_RDONLY | O_CLOEXEC)
        defer { close(directory) }
        return try await bootstrap.connect(
            unixDomainSocketPath: "/proc/self/fd/\(directory)/socket", channelInitializer: wrap)
    }

    private static func isDead(_ leg: SpoolLeg) throws -> Bool {
        let call = CallSpool(directory: URL(filePath: leg.directory).deletingLastPathComponent().path)
        guard let lock = try call.lock() else { return false }
        close(lock)
        return true
    }

    private static func start(
        _ leg: SpoolLeg, lock: CInt, socket: CInt, _ configuration: ClaudeCLIConfiguration
    ) throws -> pid_t {
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let log = open(leg.logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        defer {
            close(nothing)
            close(log)
        }
        return try SpawnedProcess(
            configuration.shim + [leg.directory], environment: configuration.childEnvironment, directory: "/",
            descriptors: [nothing, log, log, lock, socket]
        ).pid
    }

    private static func line(_ command: ShimCommand) throws -> ByteBuffer {
        ByteBuffer(string: try JSONCoding.encode(command) + "\n")
    }
}
