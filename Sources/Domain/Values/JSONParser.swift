/// Reads JSON text (RFC 8259) into a ``JSONValue``: every line of a model passes here, and `JSONDecoder`, which tries one
/// type after another, takes many times as long (docs/decisions).
struct JSONParser {
    /// Deeper nesting is refused: the parser calls itself for each level.
    private static let deepest = 512

    let bytes: [UInt8]
    /// What is read next.
    var place = 0
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

    func refused(_ what: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "not JSON: \(what) at byte \(place)"))
    }
}
