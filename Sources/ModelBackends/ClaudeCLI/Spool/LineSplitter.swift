#if canImport(Glibc)
    import Glibc
#endif

/// Cuts a stream of bytes into lines at LF only: JSON text may hold every other kind of line break.
struct LineSplitter {
    private var pending: [UInt8] = []
    /// Bytes of a line that is being skipped because it is too long.
    private var skipped = 0
    let longest: Int

    /// - Parameter longest: in bytes; a longer line is not kept in memory.
    init(longest: Int) {
        self.longest = longest
    }

    enum Line: Equatable {
        case whole([UInt8])
        /// A line that was too long to keep, and how long it was.
        case tooLong(bytes: Int)

        /// In bytes, without the LF.
        var length: Int {
            switch self {
            case .whole(let bytes): bytes.count
            case .tooLong(let count): count
            }
        }
    }

    mutating func feed(_ bytes: some Collection<UInt8>) -> [Line] {
        bytes.withContiguousStorageIfAvailable { split($0) } ?? Array(bytes).withUnsafeBufferPointer { split($0) }
    }

    private mutating func split(_ bytes: UnsafeBufferPointer<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes
        while let start = rest.baseAddress, let end = memchr(start, 0x0A, rest.count) {
            let length = UnsafeRawPointer(end) - UnsafeRawPointer(start)
            lines.append(finish(with: UnsafeBufferPointer(rebasing: rest[..<length])))
            rest = UnsafeBufferPointer(rebasing: rest[(length + 1)...])
        }
        gather(rest)
        return lines
    }

    /// What stands after the last LF.
    mutating func end() -> Line? {
        pending.isEmpty && skipped == 0 ? nil : finish(with: [UInt8]())
    }

    private mutating func gather(_ bytes: some Collection<UInt8>) {
        if skipped > 0 || pending.count + bytes.count > longest {
            skipped += pending.count + bytes.count
            pending = []
        } else {
            pending.append(contentsOf: bytes)
        }
    }

    private mutating func finish(with bytes: some Collection<UInt8>) -> Line {
        gather(bytes)
        defer {
            pending = []
            skipped = 0
        }
        return skipped > 0 ? .tooLong(bytes: skipped) : .whole(pending)
    }
}
