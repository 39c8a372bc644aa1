/// UUIDs whose first 48 bits are the time in milliseconds (RFC 9562, section 5.7).
///
/// Rows made one after another so lie side by side in every index; ids of one millisecond differ by 74 random bits.
enum UUIDv7 {
    static func make(at time: Timestamp) -> String {
        let milliseconds = UInt64(bitPattern: time.milliseconds)
        let high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF)
        let low = 0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF)
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var count = 0
            for (index, byte) in (bytes(high) + bytes(low)).enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    buffer[count] = UInt8(ascii: "-")
                    count += 1
                }
                buffer[count] = hex(byte >> 4)
                buffer[count + 1] = hex(byte & 0xF)
                count += 2
            }
            return count
        }
    }

    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
