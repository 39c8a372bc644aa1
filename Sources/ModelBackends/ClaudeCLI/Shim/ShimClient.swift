import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A server at the other end of the shim's socket: it is sent the stream from a place on, and sends commands.
///
/// It costs nothing but its place: what it has not read yet stays in the file.
final class ShimClient {
    private static let chunk = 65_536
    /// An answer may hold a whole file, as far as a request's body may.
    private static let longestCommand = 16 << 20

    let socket: CInt
    private(set) var isGone = false
    /// Where it is in the stream; nil until it asks to follow.
    private var place: Int?
    private var input = LineSplitter(longest: longestCommand)

    init(socket: CInt) {
        self.socket = socket
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    }

    func isBehind(_ stream: SpoolWriter) -> Bool {
        place.map { $0 < stream.length } ?? false
    }

    /// The commands that have arrived.
    func receive() -> [ShimCommand] {
        let (bytes, isEnd) = SpoolFile.readSome(socket, atMost: Self.chunk)
        if isEnd { isGone = true }
        return input.feed(bytes).compactMap { line in
            guard case .whole(let bytes) = line else { return nil }
            // Only our own server speaks here; what it does not say as it should is ignored.
            let command = try? JSONDecoder().decode(ShimCommand.self, from: Data(bytes))
            if case .follow(let from) = command { place = from }
            return command
        }
    }

    /// Sends what the socket takes.
    func send(from stream: SpoolWriter) {
        guard let place, place < stream.length else { return }
        let bytes = SpoolFile.read(stream.file, at: place, atMost: Self.chunk)
        guard !bytes.isEmpty else { return }
        let sent = Glibc.send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        if sent < 0 {
            if errno != EAGAIN && errno != EINTR { isGone = true }
        } else {
            self.place = place + sent
        }
    }

    func close() {
        Glibc.close(socket)
        isGone = true
    }
}
