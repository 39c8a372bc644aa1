/// The header of one file in a tar archive (POSIX ustar; sizes above 8 GiB as GNU tar writes them).
struct TarHeader: Equatable {
    static let blockSize = 512
    static let longestPath = 100

    let path: String
    let size: Int64

    /// How many bytes fill up the file's last block.
    var padding: Int { Int((Int64(Self.blockSize) - size % Int64(Self.blockSize)) % Int64(Self.blockSize)) }

    /// - Throws: ``BackupError`` for a path that has no place in a header.
    func block() throws -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.count, with: text)
        }
        guard path.utf8.count <= Self.longestPath else { throw BackupError.cannotWrite("the path '\(path)' is too long") }
        put(path.utf8, at: 0)
        put("0000600\0".utf8, at: 100)
        put("0000000\0".utf8, at: 108)
        put("0000000\0".utf8, at: 116)
        put(sizeField, at: 124)
        put("00000000000\0".utf8, at: 136)
        put("0".utf8, at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        put(Self.octal(Self.checksum(block), digits: 6) + [0, UInt8(ascii: " ")], at: 148)
        return block
    }

    /// - Returns: nil for the block of zeros that ends an archive.
    /// - Throws: ``BackupError/damaged(_:)`` when it is none.
    init?(_ block: [UInt8]) throws {
        if block.allSatisfy({ $0 == 0 }) { return nil }
        let told = Self.number(block[148..<156])
        guard block.count == Self.blockSize, told == Self.checksum(block), block[257..<262].elementsEqual("ustar".utf8),
            block[156] == UInt8(ascii: "0")
        else { throw BackupError.damaged("it is no tar archive as `skein backup` writes it") }
        path = Self.text(block[0..<Self.longestPath])
        size =
            block[124] & 0x80 == 0
            ? Int64(Self.number(block[124..<136])) : block[128..<136].reduce(0 as Int64) { $0 << 8 | Int64($1) }
        guard size >= 0, Self.isSafe(path) else { throw BackupError.damaged("it names a file '\(path)'") }
    }

    init(path: String, size: Int64) {
        (self.path, self.size) = (path, size)
    }

    /// Nothing may be unpacked outside of where it belongs.
    static func isSafe(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/")
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
            }
    }

    private var sizeField: [UInt8] {
        if size < 1 << 33 { return Self.octal(Int(size), digits: 11) + [0] }
        return [0x80, 0, 0, 0] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    }

    private static func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }

    private static func number(_ field: some Collection<UInt8>) -> Int {
        Int(text(field).filter { $0 != " " }, radix: 8) ?? -1
    }

    private static func text(_ field: some Collection<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Of all bytes, those of the sum itself taken as blanks.
    private static func checksum(_ block: [UInt8]) -> Int {
        block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
    }
}
