/// Builds the text of a JSON object member by member. Every durable step tells an event, and an encoder would cost more
/// than the rest of its telling.
public struct JSONObjectText: Sendable {
    private var members: String

    public init(capacity: Int = 128) {
        members = "{"
        members.reserveCapacity(capacity)
    }

    /// The object as it is now.
    public var text: String { members + "}" }

    /// - Parameter value: is escaped.
    /// - Parameter name: needs no escaping.
    public mutating func add(_ name: String, _ value: String) {
        begin(name)
        JSONText.quote(value, into: &members)
    }

    /// Leaves the member out for nil.
    public mutating func add(_ name: String, _ value: String?) {
        if let value { add(name, value) }
    }

    public mutating func add(_ name: String, _ value: some BinaryInteger) {
        begin(name)
        members += String(value)
    }

    /// - Parameter name: needs no escaping.
    /// - Parameter json: is JSON text already.
    public mutating func add(_ name: String, json: String) {
        begin(name)
        members += json
    }

    /// Adds the members of another object's text.
    public mutating func add(membersOf object: String) {
        let inner = object.utf8.dropFirst().dropLast()
        guard !inner.isEmpty else { return }
        separate()
        members += Substring(inner)
    }

    private mutating func begin(_ name: String) {
        separate()
        members += "\""
        members += name
        members += "\":"
    }

    private mutating func separate() {
        if members.utf8.count > 1 { members += "," }
    }
}

extension JSONText {
    /// Appends a string as JSON writes it.
    static func quote(_ string: String, into text: inout String) {
        text += "\""
        if string.utf8.contains(where: needsEscape) {
            for scalar in string.unicodeScalars { text += escaped(scalar) }
        } else {
            text += string
        }
        text += "\""
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(scalar)
        }
    }
}
