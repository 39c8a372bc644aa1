import Domain

/// Makes text that agents or files wrote safe to show: nothing in it may move the cursor, change colours, set a title, or
/// turn the direction of what stands around it.
enum TerminalText {
    /// JSON for machines that steers no terminal either: what would is written as an escape.
    static func json(_ value: JSONValue) -> String {
        var text = String.UnicodeScalarView()
        for scalar in value.text.unicodeScalars {
            guard isHidden(scalar) else { text.append(scalar); continue }
            let digits = String(scalar.value, radix: 16)
            text += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars
        }
        return String(text)
    }

    /// Keeps lines and tabs.
    static func lines(_ text: String) -> String {
        String(String.UnicodeScalarView(visible(text)))
    }

    /// On one line, its spaces as they are.
    static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(visible(text).map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
    }

    /// On one line, without needless spaces.
    static func line(_ text: String) -> String {
        oneLine(text).split(separator: " ").joined(separator: " ")
    }

    /// On one line of at most so many columns.
    /// - Parameter keepingIndent: whether its first two columns stay.
    static func line(_ text: String, columns: Int, keepingIndent: Bool = false) -> String {
        let line = (keepingIndent ? "  " : "") + line(text)
        guard width(of: line) > columns else { return line }
        var (shortened, used) = ("", 0)
        for character in line {
            used += width(of: character)
            guard used < columns else { break }
            shortened.append(character)
        }
        return shortened + "…"
    }

    /// The columns that a line takes.
    static func width(of line: String) -> Int {
        line.reduce(0) { $0 + width(of: $1) }
    }

    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        let isWide =
            (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
            || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
            || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
            || (0x1F300...0x1FAFF).contains(scalar.value) || (0x20000...0x3FFFD).contains(scalar.value)
        return isWide ? 2 : 1
    }

    private static func visible(_ text: String) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\u{1B}": skipSequence(&rest)
            case "\u{9B}": skipParameters(&rest)
            case "\n", "\t": kept.append(scalar)
            default: if !isHidden(scalar) { kept.append(scalar) }
            }
        }
        return kept
    }

    /// Skips what follows an escape.
    private static func skipSequence(_ rest: inout Substring.UnicodeScalarView) {
        switch rest.first {
        case "[":
            rest.removeFirst()
            skipParameters(&rest)
        case "]", "P", "X", "^", "_":
            // A string for the terminal, up to BEL or another escape.
            while let scalar = rest.popFirst(), scalar != "\u{07}", scalar != "\u{9C}" {
                guard scalar == "\u{1B}" else { continue }
                _ = rest.popFirst()
                return
            }
        default: _ = rest.popFirst()
        }
    }

    /// Skips the parameters of a control sequence and its last letter.
    private static func skipParameters(_ rest: inout Substring.UnicodeScalarView) {
        while let scalar = rest.first, (0x20...0x7E).contains(scalar.value) {
            rest.removeFirst()
            if scalar.value >= 0x40 { return }
        }
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        let isBidirectional =
            (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            || scalar.value == 0x200E || scalar.value == 0x200F || scalar.value == 0x061C
        return scalar.properties.generalCategory == .control || isBidirectional || (0x2028...0x2029).contains(scalar.value)
    }
}
