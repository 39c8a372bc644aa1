import Testing

@testable import ModelBackends

@Suite struct LineSplitterTests {
    @Test("lines come out whole wherever the stream is torn")
    func tornAnywhere() {
        let text = Array("first\n\nzwölf 🪢\nlast without end".utf8)
        for cut in 0...text.count {
            var splitter = LineSplitter(longest: 100)
            var lines = splitter.feed(text[..<cut]) + splitter.feed(text[cut...])
            if let rest = splitter.end() { lines.append(rest) }
            #expect(lines.map(\.text) == ["first", "", "zwölf 🪢", "last without end"], "torn at \(cut)")
        }
    }

    @Test("only LF ends a line: other line breaks belong to the JSON text")
    func onlyLineFeeds() {
        var splitter = LineSplitter(longest: 100)
        let line = "a\u{2028}b\u{2029}c\u{85}d\u{0B}e\u{0C}f\rg"
        #expect(splitter.feed(Array("\(line)\n".utf8)).map(\.text) == [line])
    }

    @Test("a line of 50 MB comes out whole")
    func longLine() {
        var splitter = LineSplitter(longest: 64 << 20)
        let chunk = [UInt8](repeating: 0x61, count: 1 << 16)
        for _ in 0..<800 { #expect(splitter.feed(chunk).isEmpty) }
        let lines = splitter.feed([0x0A])
        #expect(lines.map(\.byteCount) == [800 << 16])
    }

    @Test("a line that is too long is reported with its length and not kept; the next one is whole again")
    func tooLong() {
        var splitter = LineSplitter(longest: 5)
        #expect(splitter.feed(Array("123456".utf8)).isEmpty)
        #expect(splitter.feed(Array("789\nok\n".utf8)) == [.tooLong(bytes: 9), .whole(Array("ok".utf8))])
        #expect(splitter.feed(Array("12345\n".utf8)) == [.whole(Array("12345".utf8))])
        #expect(splitter.feed(Array("1234567".utf8)).isEmpty)
        #expect(splitter.end() == .tooLong(bytes: 7))
        #expect(splitter.end() == nil)
    }
}

extension LineSplitter.Line {
    fileprivate var text: String? {
        if case .whole(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    fileprivate var byteCount: Int {
        switch self {
        case .whole(let bytes): bytes.count
        case .tooLong(let count): count
        }
    }
}
