/// Strings and numbers.
extension JSONParser {
    mutating func string() throws -> String {
        place += 1
        var text: [UInt8] = []
        while let end = bytes.withUnsafeBufferPointer({ $0.firstSpecial(from: place) }) {
            let plain = bytes[place..<end]
            place = end
            switch bytes[end] {
            case UInt8(ascii: "\""):
                place += 1
                return try text.isEmpty ? utf8(plain) : utf8(text + plain)
            case UInt8(ascii: "\\"):
                text += plain
                try unescape(into: &text)
            default: throw refused("a control character")
            }
        }
        place = bytes.count
        throw refused("a string without its end")
    }

    private func utf8(_ bytes: some Sequence<UInt8>) throws -> String {
        guard let string = String(validating: bytes, as: UTF8.self) else { throw refused("no UTF-8") }
        return string
    }

    private mutating func unescape(into text: inout [UInt8]) throws {
        guard place + 1 < bytes.count else { throw refused("a string without its end") }
        let escaped = bytes[place + 1]
        place += 2
        switch Unicode.Scalar(escaped) {
        case "\"", "\\", "/": text.append(escaped)
        case "b": text.append(0x08)
        case "f": text.append(0x0C)
        case "n": text.append(0x0A)
        case "r": text.append(0x0D)
        case "t": text.append(0x09)
        case "u": text += UTF8.encode(try scalar()) ?? UTF8.encodedReplacementCharacter
        default: throw refused("an unknown escape")
        }
    }

    /// What stands after `\u`, with the second half of a pair. Half a pair stands for no character, and is read as U+FFFD:
    /// programs that cut UTF-16 text write such halves.
    private mutating func scalar() throws -> Unicode.Scalar {
        let first = try codeUnit()
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let afterFirst = place
        guard bytes[place...].starts(with: Array("\\u".utf8)) else { return "\u{FFFD}" }
        place += 2
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else {
            place = afterFirst
            return "\u{FFFD}"
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func codeUnit() throws -> UInt16 {
        let digits = bytes[place...].prefix(4)
        guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
            digits.first != UInt8(ascii: "+")
        else { throw refused("an escape without four digits") }
        place += 4
        return unit
    }

    mutating func number() throws -> JSONValue {
        let begin = place
        _ = skip("-")
        guard skipDigits(first: true) else { throw refused("something unknown") }
        var isWhole = true
        if skip(".") {
            isWhole = false
            guard skipDigits() else { throw refused("a number without its end") }
        }
        if skip("e") || skip("E") {
            isWhole = false
            if !skip("+") { _ = skip("-") }
            guard skipDigits() else { throw refused("a number without its end") }
        }
        let text = String(decoding: bytes[begin..<place], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw refused("a number too large") }
        return Int64(exactly: number).map(JSONValue.integer) ?? .number(number)
    }

    private mutating func skip(_ wanted: Unicode.Scalar) -> Bool {
        guard place < bytes.count, bytes[place] == wanted.value else { return false }
        place += 1
        return true
    }

    /// - Parameter first: whether a leading zero must stand alone.
    /// - Returns: false when there is none.
    private mutating func skipDigits(first: Bool = false) -> Bool {
        let begin = place
        while place < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[place] { place += 1 }
        return place - begin == 1 || (place > begin && !(first && bytes[begin] == UInt8(ascii: "0")))
    }
}
