import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// Reads a leg's stream from its file, piece by piece, off the threads that run everything else.
struct SpoolReader {
    private static let chunk = 1 << 18
    /// A record is at most a line of the CLI and its envelope.
    static let longestRecord = 65 << 20

    private let path: String
    private var offset: Int
    /// Where the next record begins.
    private var place: Int
    private var splitter = LineSplitter(longest: longestRecord)

    /// - Parameter place: the end of a record.
    init(_ leg: SpoolLeg, from place: Int) {
        path = leg.streamPath
        offset = place
        self.place = place
    }

    /// The next records, each with its end in the stream and nil for one that cannot be read; nil at the end.
    ///
    /// A last line that is torn is not there.
    mutating func next() async throws -> [(SpoolRecord?, Int)]? {
        let (path, offset) = (path, offset)
        let bytes = try await NIOThreadPool.singleton.runIfActive { try Self.read(path, at: offset) }
        guard !bytes.isEmpty else { return nil }
        self.offset += bytes.count
        return splitter.feed(bytes).map { line in
            place += line.length + 1
            guard case .whole(let text) = line else { return (nil, place) }
            return (SpoolRecord(text), place)
        }
    }

    /// - Returns: nothing at the end, and where there is no file: a leg that recorded nothing has not begun.
    private static func read(_ path: String, at offset: Int) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0, errno == ENOENT { return [] }
        guard file >= 0 else { throw SpoolError(path: path, errno: errno) }
        defer { close(file) }
        return SpoolFile.read(file, at: offset, atMost: chunk)
    }
}
