import Foundation

/// The forms in which a value can be expected to come along: as it is, and as common tools write it.
enum SecretForms {
    /// Shorter ones would be found in every text.
    static let shortest = 8
    /// A line of a value is looked for by itself from this length on; such as each line of a private key.
    private static let shortestLine = 16

    /// All forms of a value, without duplicates.
    static func all(of value: String) -> Set<[UInt8]> {
        guard value.utf8.count >= shortest else { return [] }
        var texts: Set = [value]
        if value.utf8.contains(0x0A) { texts.formUnion(lines(of: value)) }
        var forms: Set<[UInt8]> = []
        for text in texts {
            let once = [escaped(text), escaped(text, slashes: true), escaped(text, asciiOnly: true)]
            let written = [text] + once + [escaped(once[0])] + percentEncoded(text)
            forms.formUnion(written.map { Array($0.utf8) })
        }
        forms.formUnion(base64(Array(value.utf8)))
        forms.formUnion(hexadecimal(value))
        return forms.filter { $0.count >= shortest }
    }

    private static func lines(of value: String) -> [String] {
        value.split(whereSeparator: \.isNewline).map(String.init).filter {
            $0.utf8.count >= shortestLine && !$0.hasPrefix("-----")
        }
    }

    /// As it stands within a JSON string.
    private static func escaped(_ text: String, slashes: Bool = false, asciiOnly: Bool = false) -> String {
        var written = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": written += "\\\""
            case "\\": written += "\\\\"
            case "/" where slashes: written += "\\/"
            case "\n": written += "\\n"
            case "\r": written += "\\r"
            case "\t": written += "\\t"
            case _ where scalar.value < 0x20 || (asciiOnly && scalar.value > 0x7E):
                for unit in String(scalar).utf16 { written += "\\u" + hex(UInt(unit), digits: 4) }
            default: written.unicodeScalars.append(scalar)
            }
        }
        return written
    }

    /// As RFC 3986 has it, as browsers write a component, and as forms write it.
    private static func percentEncoded(_ text: String) -> [String] {
        let strict = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        let component = strict.union(CharacterSet(charactersIn: "!'()*"))
        let encoded = [strict, component].compactMap { text.addingPercentEncoding(withAllowedCharacters: $0) }
        return encoded + encoded.map { $0.replacing("%20", with: "+") } + encoded.map(lowercasedEscapes)
    }

    private static func lowercasedEscapes(_ text: String) -> String {
        text.replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() }
    }

    /// The characters of base64 that the value alone decides, for each of its three places in a longer text.
    private static func base64(_ value: [UInt8]) -> [[UInt8]] {
        (0..<3).flatMap { shift -> [[UInt8]] in
            let bytes = [UInt8](repeating: 0, count: shift) + value
            var characters = Array(Data(bytes).base64EncodedString().utf8.prefix { $0 != UInt8(ascii: "=") })
            // The last one holds bits of what follows, the first ones of what comes before.
            if bytes.count % 3 != 0 { characters.removeLast() }
            characters.removeFirst(min(characters.count, shift == 0 ? 0 : shift + 1))
            let forURLs = characters.map { byte -> UInt8 in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }
            return [characters, forURLs]
        }
    }

    private static func hexadecimal(_ value: String) -> [[UInt8]] {
        let digits = value.utf8.map { hex(UInt($0), digits: 2) }.joined()
        return [Array(digits.utf8), Array(digits.uppercased().utf8)]
    }

    private static func hex(_ number: UInt, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
