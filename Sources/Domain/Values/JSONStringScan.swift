extension UnsafeBufferPointer<UInt8> {
    /// Where, from `start` on, the first byte is that a JSON string cannot hold as it is (RFC 8259, section 7): a quotation
    /// mark, a backslash or a control character; nil where there is none.
    ///
    /// It looks at eight bytes at once (Warren, Hacker's Delight, section 6-1): a model's words are long, such bytes rare.
    func firstSpecial(from start: Int) -> Int? {
        let all = UnsafeRawBufferPointer(self)
        var place = start
        while place + 8 <= count {
            let eight = UInt64(littleEndian: all.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let marks =
                Self.below0x20(eight) | Self.zero(eight ^ (Self.ones &* UInt64(UInt8(ascii: "\""))))
                | Self.zero(eight ^ (Self.ones &* UInt64(UInt8(ascii: "\\"))))
            if marks != 0 { return place + marks.trailingZeroBitCount / 8 }
            place += 8
        }
        return self[place...].firstIndex { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }

    /// The high bit of each byte that is zero; what stands above the lowest of them may be wrong.
    private static func zero(_ eight: UInt64) -> UInt64 {
        (eight &- ones) & ~eight & (ones << 7)
    }

    /// The same for bytes below 0x20.
    private static func below0x20(_ eight: UInt64) -> UInt64 {
        (eight &- ones &* 0x20) & ~eight & (ones << 7)
    }
}
