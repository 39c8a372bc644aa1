public import Foundation

/// A backup that is ready to be written out, as one tar archive.
public struct PreparedBackup: Sendable {
    static let partSize = 1 << 20

    public let manifest: BackupManifest
    /// Where the manifest's files lie, in its order.
    let sources: [String]

    /// How long the archive is, in bytes.
    public func length() throws -> Int64 {
        let parts = [Int64(try encodedManifest().count)] + manifest.files.map(\.bytes)
        let blocks = parts.map { Int64(TarHeader.blockSize) + $0 + Int64(TarHeader(path: "", size: $0).padding) }
        return blocks.reduce(0, +) + Int64(2 * TarHeader.blockSize)
    }

    /// Hands over the archive part by part.
    public func write(_ sink: (Data) async throws -> Void) async throws {
        let encoded = try encodedManifest()
        try await write(BackupManifest.fileName, Int64(encoded.count), sink) { try await sink(encoded) }
        for (index, (file, source)) in zip(manifest.files, sources).enumerated() {
            try await write(manifest.entry(index), file.bytes, sink) { try await Self.send(source, file.bytes, sink) }
        }
        try await sink(Data(count: 2 * TarHeader.blockSize))
    }

    private func write(
        _ path: String, _ size: Int64, _ sink: (Data) async throws -> Void, _ content: () async throws -> Void
    ) async throws {
        let header = TarHeader(path: path, size: size)
        try await sink(Data(try header.block()))
        try await content()
        if header.padding > 0 { try await sink(Data(count: header.padding)) }
    }

    private static func send(_ source: String, _ size: Int64, _ sink: (Data) async throws -> Void) async throws {
        let file = try FileHandle(forReadingFrom: URL(filePath: source))
        defer { try? file.close() }  // it was only read
        var rest = size
        while rest > 0 {
            let wanted = min(rest, Int64(partSize))
            let part = try await BlockingWork.run { try file.read(upToCount: Int(wanted)) ?? Data() }
            guard !part.isEmpty else { throw BackupError.cannotRead("\(source) became shorter") }
            try await sink(part)
            rest -= Int64(part.count)
        }
    }

    private func encodedManifest() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(manifest) + Data("\n".utf8)
    }
}
