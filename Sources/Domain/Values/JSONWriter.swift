/// Writes JSON text in UTF-8, keys sorted: equal values have equal texts.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .integer(let integer): append(String(integer))
        case .number(let number): write(number)
        case .string(let string): write(string)
        case .array(let array): write(array)
        case .object(let object): write(object)
        }
    }

    /// A NaN or an infinity has no JSON form, and none can be parsed into a value.
    private mutating func write(_ number: Double) {
        guard number.isFinite else { return append("null") }
        let digits = number.description
        append(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)
    }

    private mutating func write(_ array: [JSONValue]) {
        mark("[")
        for (index, element) in array.enumerated() {
            if index > 0 { mark(",") }
            write(element)
        }
        mark("]")
    }

    private mutating func write(_ object: [String: JSONValue]) {
        mark("{")
        var isFirst = true
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            if !isFirst { mark(",") }
            isFirst = false
            write(name)
            mark(":")
            write(value)
        }
        mark("}")
    }

    private mutating func write(_ string: String) {
        var string = string
        mark("\"")
        string.withUTF8 { text in
            var written = 0
            while let special = text.firstSpecial(from: written) {
                bytes.append(contentsOf: text[written..<special])
                append(Self.escaped(text[special]))
                written = special + 1
            }
            bytes.append(contentsOf: text[written...])
        }
        mark("\"")
    }

    private mutating func mark(_ scalar: Unicode.Scalar) {
        bytes.append(UInt8(ascii: scalar))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): return "\\\""
        case UInt8(ascii: "\\"): return "\\\\"
        case UInt8(ascii: "\n"): return "\\n"
        case UInt8(ascii: "\r"): return "\\r"
        case UInt8(ascii: "\t"): return "\\t"
        case 0x08: return "\\b"
        case 0x0C: return "\\f"
        default:
            let digits = String(byte, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
