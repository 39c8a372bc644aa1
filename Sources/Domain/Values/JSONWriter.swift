/// Writes JSON text, keys sorted: equal values have equal texts.
struct JSONWriter {
    private(set) var text = ""

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .integer(let integer): text += String(integer)
        case .number(let number): write(number)
        case .string(let string): write(string)
        case .array(let array): write(array)
        case .object(let object): write(object)
        }
    }

    /// A NaN or an infinity has no JSON form, and none can be parsed into a value.
    private mutating func write(_ number: Double) {
        guard number.isFinite else {
            text += "null"
            return
        }
        let digits = number.description
        text += digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
    }

    private mutating func write(_ array: [JSONValue]) {
        text += "["
        for (index, element) in array.enumerated() {
            if index > 0 { text += "," }
            write(element)
        }
        text += "]"
    }

    private mutating func write(_ object: [String: JSONValue]) {
        text += "{"
        var isFirst = true
        for (name, value) in object.sorted(by: { $0.key < $1.key }) {
            if !isFirst { text += "," }
            isFirst = false
            write(name)
            text += ":"
            write(value)
        }
        text += "}"
    }

    private mutating func write(_ string: String) {
        text += "\""
        if string.utf8.contains(where: Self.needsEscape) {
            for scalar in string.unicodeScalars { write(scalar) }
        } else {
            text += string
        }
        text += "\""
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\u{8}": text += "\\b"
        case "\u{C}": text += "\\f"
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
}
