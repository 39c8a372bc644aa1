/// Reads JSON text (RFC 8259) into a ``JSONValue``: every line of a model passes here, and `JSONDecoder`, which tries one
/// type after another, takes many times as long (docs/decisions).
struct JSONParser {
    /// Deeper nesting is refused: the parser calls itself for each level.
    private static let deepest = 512

    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    /// - Throws: `DecodingError` when the text is not one JSON value in UTF-8.
    static func parse(_ bytes: [UInt8]) throws -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        // A byte order mark says nothing.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.place = 3 }
        let value = try parser.value()
        guard parser.next() == nil else { throw parser.refused("more than one value") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value() throws -> JSONValue {
        switch next() {
        case "{": return try nested { .object(try $0.members()) }
        case "[": return try nested { .array(try $0.elements()) }
        case "\"": return .string(try string())
        case "t": return try word("true", .bool(true))
        case "f": return try word("false", .bool(false))
        case "n": return try word("null", .null)
        case nil: throw refused("an end")
        default: return try number()
        }
    }

    private mutating func nested(_ read: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
        depth += 1
        guard depth <= Self.deepest else { throw refused("too deep a nesting") }
        defer { depth -= 1 }
        place += 1
        return try read(&self)
    }

    private mutating func members() throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        if take("}") { return members }
        repeat {
            guard next() == "\"" else { throw refused("no name of a member") }
            let name = try string()
            guard take(":") else { throw refused("no colon") }
            members[name] = try value()
        } while take(",")
        guard take("}") else { throw refused("an object without its end") }
        return members
    }

    private mutating func elements() throws -> [JSONValue] {
        var elements: [JSONValue] = []
        if take("]") { return elements }
        repeat { elements.append(try value()) } while take(",")
        guard take("]") else { throw refused("an array without its end") }
        return elements
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws -> JSONValue {
        guard word.withUTF8Buffer({ bytes[place...].starts(with: $0) }) else { throw refused("an unknown word") }
        place += word.utf8CodeUnitCount
        return value
    }
}

// MARK: - Bytes

extension JSONParser {
    /// The next byte that is no white space; nil at the end.
    private mutating func next() -> Unicode.Scalar? {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            case let byte: return Unicode.Scalar(byte)
            }
        }
        return nil
    }

    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard next() == wanted else { return false }
        place += 1
        return true
    }

    private func refused(_ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "not JSON: \(what) at byte \(place)"))
    }
}

// MARK: - Strings and numbers

extension JSONParser {
    private mutating func string() throws -> String {
        place += 1
        var text: [UInt8] = []
        var begin = place
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let rest = bytes[begin..<place]
                place += 1
                return try text.isEmpty ? utf8(rest) : utf8(text + rest)
            case UInt8(ascii: "\\"):
                text += bytes[begin..<place]
                try unescape(into: &text)
                begin = place
            case 0..<0x20: throw refused("a control character")
            default: place += 1
            }
        }
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

    private mutating func number() throws -> JSONValue {
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
