import NIOCore

extension ByteBuffer {
    /// A client's frame, good or bad.
    static func frame(
        _ opcode: UInt8, _ payload: String, isFinal: Bool = true, isMasked: Bool = true, reservedBits: UInt8 = 0
    ) -> ByteBuffer {
        self.frame(opcode, payload.utf8, isFinal: isFinal, isMasked: isMasked, reservedBits: reservedBits)
    }

    static func frame(
        _ opcode: UInt8, _ payload: some Collection<UInt8>,
        isFinal: Bool = true, isMasked: Bool = true, reservedBits: UInt8 = 0
    ) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger((isFinal ? 0x80 : 0) | reservedBits | opcode)
        frame.writeFrameLength(payload.count, maskBit: isMasked ? 0x80 : 0)
        guard isMasked else {
            frame.writeBytes(payload)
            return frame
        }
        let mask: [UInt8] = [0xA1, 0xB2, 0xC3, 0xD4]
        frame.writeBytes(mask)
        frame.writeBytes(zip(payload, 0...).map { $0 ^ mask[$1 & 3] })
        return frame
    }

    static func close(_ code: UInt16, _ reason: String = "") -> ByteBuffer {
        self.frame(TestFrame.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8))
    }

    private mutating func writeFrameLength(_ length: Int, maskBit: UInt8) {
        switch length {
        case ...125: self.writeInteger(maskBit | UInt8(length))
        case ...0xFFFF: self.writeMultipleIntegers(maskBit | 126, UInt16(length))
        default: self.writeMultipleIntegers(maskBit | 127, UInt64(length))
        }
    }
}

func + (first: ByteBuffer, second: ByteBuffer) -> ByteBuffer {
    var joined = first
    joined.writeImmutableBuffer(second)
    return joined
}
