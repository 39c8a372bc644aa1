import Foundation
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// A server's end of a shim's socket.
struct ShimConnection: Sendable {
    typealias SocketChannel = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// How long a shim that holds its call's lock may be out of reach.
    private static let patience = Duration.seconds(60)

    private let channel: SocketChannel
    private let leg: SpoolLeg

    /// Gives a leg to a shim, which takes the call's lock over.
    /// - Throws: ``SpawnError``, ``SpoolError``.
    static func spawn(
        _ leg: SpoolLeg, lock: CInt, _ secrets: [String: String], _ backend: ClaudeCLIBackend
    ) async throws -> ShimConnection {
        var ends: [CInt] = [0, 0]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw SpoolError(path: leg.socketPath, errno: errno)
        }
        let (ours, theirs) = (ends[0], ends[1])
        do {
            try await NIOThreadPool.singleton.runIfActive {
                defer { close(theirs) }
                try assign(leg, lock: lock, server: theirs, secrets, to: backend.shims)
            }
        } catch {
            close(ours)
            throw error
        }
        backend.shims.prepareSpare()
        let channel = try await bootstrap.withConnectedSocket(ours, channelInitializer: wrap)
        return ShimConnection(channel: channel, leg: leg)
    }

    /// Connects to a live shim. - Returns: nil when it is gone meanwhile.
    /// - Throws: ``SpoolError`` when it lives but cannot be reached (a stopped process).
    static func attach(_ leg: SpoolLeg) async throws -> ShimConnection? {
        let end = ContinuousClock.now + patience
        var pause = Duration.milliseconds(5)
        while ContinuousClock.now < end {
            if leg.readOutcome() != nil { return nil }
            if let channel = try? await connect(leg) {  // not listening yet, or just gone: looked at again below
                return ShimConnection(channel: channel, leg: leg)
            }
            if try isDead(leg) { return nil }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
        throw SpoolError(path: leg.socketPath, errno: ETIMEDOUT)
    }

    /// Passes commands on and hands out records with their end in the stream, until the shim is gone.
    /// - Parameter place: the end of the last record that is known.
    /// - Throws: `CancellationError` when the task is cancelled; the shim then goes on alone.
    func follow(
        from place: Int, _ commands: AsyncStream<ShimCommand>, _ take: (SpoolRecord?, Int) async throws -> Void
    ) async throws {
        try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await Self.pass(on: commands, from: place, to: outbound) }
                defer { group.cancelAll() }
                var splitter = LineSplitter(longest: SpoolReader.longestRecord)
                var place = place
                var buffers = inbound.makeAsyncIterator()
                while let buffer = try await Self.next(&buffers) {
                    for line in splitter.feed(buffer.readableBytesView) {
                        place += line.length + 1
                        if case .whole(let text) = line { try await take(SpoolRecord(text), place) }
                    }
                }
            }
        }
        try Task.checkCancellation()
    }

    private static func pass(
        on commands: AsyncStream<ShimCommand>, from place: Int, to outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async {
        // A shim that is gone takes no commands; its outcome says how it ended.
        try? await outbound.write(line(.follow(from: place)))
        for await command in commands { try? await outbound.write(line(command)) }
    }

    /// - Returns: nil also when the shim died with something of ours unread: what became of it is looked up in its spool.
    private static func next(
        _ buffers: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    ) async throws -> ByteBuffer? {
        do {
            return try await buffers.next()
        } catch is IOError {
            return nil
        }
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

    private static func assign(
        _ leg: SpoolLeg, lock: CInt, server: CInt, _ secrets: [String: String], to shims: ShimProcesses
    ) throws {
        let log = open(leg.logPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard log >= 0 else { throw SpoolError(path: leg.logPath, errno: errno) }
        defer { close(log) }
        let handed = try SecretHandover.write(secrets)
        defer { close(handed) }
        try shims.assign(ShimAssignment(leg: leg, lock: lock, log: log, server: server, secrets: handed))
    }

    private static func line(_ command: ShimCommand) throws -> ByteBuffer {
        ByteBuffer(string: try JSONCoding.encode(command) + "\n")
    }
}
