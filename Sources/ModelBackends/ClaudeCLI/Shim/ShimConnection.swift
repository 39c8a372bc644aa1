import Foundation
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// A server's end of a shim's socket.
struct ShimConnection: Sendable {
    /// How long a shim that holds its call's lock may be out of reach.
    private static let patience = Duration.seconds(60)

    private let socket: ShimSocket
    private let leg: SpoolLeg

    /// Gives a leg to a shim, which takes the call's lock over.
    /// - Throws: ``SpawnError``, ``SpoolError``.
    static func spawn(_ berth: ShimBerth, _ backend: ClaudeCLIBackend) async throws -> ShimConnection {
        try await backend.shims.assign(berth.assignment)
        backend.shims.prepareSpare()
        let socket = try await bootstrap.withConnectedSocket(berth.takeSocket(), channelInitializer: ShimSocket.wrap)
        return ShimConnection(socket: socket, leg: berth.assignment.leg)
    }

    /// Connects to a live shim. - Returns: nil when it is gone meanwhile.
    /// - Throws: ``SpoolError`` when it lives but cannot be reached (a stopped process).
    static func attach(_ leg: SpoolLeg) async throws -> ShimConnection? {
        let end = ContinuousClock.now + patience
        var pause = Duration.milliseconds(5)
        while ContinuousClock.now < end {
            if leg.readOutcome() != nil { return nil }
            if let socket = try? await connect(leg) {  // not listening yet, or just gone: looked at again below
                return ShimConnection(socket: socket, leg: leg)
            }
            if try isDead(leg) { return nil }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
        throw SpoolError(path: leg.socketPath, errno: ETIMEDOUT)
    }

    /// Passes commands on and hands out records with their end in the stream, until the call is over.
    /// - Parameter place: the end of the last record that is known.
    /// - Returns: nil when the shim is gone without a word of how it ended.
    /// - Throws: `CancellationError` when the task is cancelled; the shim then goes on alone.
    func follow(
        from place: Int, _ commands: AsyncStream<ShimCommand>, _ take: (SpoolRecord?, Int) async throws -> Void
    ) async throws -> ShimOutcome? {
        defer { socket.close() }
        socket.send(try Self.line(.follow(from: place)))
        async let _: Void = pass(commands)
        var splitter = LineSplitter(longest: SpoolReader.longestRecord)
        var place = place
        for await chunk in socket.chunks {
            for line in splitter.feed(chunk.readableBytesView) {
                place += line.length + 1
                guard case .whole(let text) = line else { continue }
                let record = SpoolRecord(text)
                try await take(record, place)
                if let outcome = record?.outcome { return outcome }
            }
        }
        try Task.checkCancellation()
        return nil
    }

    private func pass(_ commands: AsyncStream<ShimCommand>) async {
        // They hold nothing that cannot be encoded.
        for await command in commands { (try? Self.line(command)).map(socket.send) }
    }
}

// MARK: - Sockets and processes

extension ShimConnection {
    private static var bootstrap: ClientBootstrap { ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup) }

    /// The path of a socket must be short, so it is reached through its directory's descriptor.
    private static func connect(_ leg: SpoolLeg) async throws -> ShimSocket {
        let directory = open(leg.directory, O_DIRECTORY | O_RDONLY | O_CLOEXEC)
        defer { close(directory) }
        return try await bootstrap.connect(
            unixDomainSocketPath: "/proc/self/fd/\(directory)/socket", channelInitializer: ShimSocket.wrap)
    }

    private static func isDead(_ leg: SpoolLeg) throws -> Bool {
        let call = CallSpool(directory: URL(filePath: leg.directory).deletingLastPathComponent().path)
        guard let lock = try call.lock() else { return false }
        close(lock)
        return true
    }

    private static func line(_ command: ShimCommand) throws -> ByteBuffer {
        ByteBuffer(string: try JSONCoding.encode(command) + "\n")
    }
}
