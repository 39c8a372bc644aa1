import Testing

@testable import Orchestration

@Suite struct TarHeaderTests {
    @Test(
        "a header says again what it was told, above eight gigabytes too",
        arguments: [0, 1, 511, 512, 8_589_934_591, 8_589_934_592, 1 << 45] as [Int64])
    func roundTrip(size: Int64) throws {
        let header = TarHeader(path: "calls/019ac%2Fwork%2F1/1/stream.jsonl", size: size)
        #expect(try TarHeader(try header.block()) == header)
        #expect((size + Int64(header.padding)) % 512 == 0 && header.padding < 512)
    }

    @Test("a header of one bit less is none")
    func damage() throws {
        let block = try TarHeader(path: "skein.db", size: 4096).block()
        for place in [0, 124, 150, 257] {
            var copy = block
            copy[place] ^= 1
            #expect(throws: BackupError.self) { try TarHeader(copy) }
        }
        #expect(try TarHeader([UInt8](repeating: 0, count: 512)) == nil)
    }

    @Test(
        "nothing is unpacked outside of its place",
        arguments: ["/etc/passwd", "../skein.db", "calls/../../x", "a//b", "./a", ""])
    func escape(path: String) throws {
        #expect(!TarHeader.isSafe(path))
    }
}
