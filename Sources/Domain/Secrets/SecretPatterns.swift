/// Finds secrets in text, and puts `[secret:NAME]` in their place.
public struct SecretPatterns: Sendable {
    private struct Pattern {
        let bytes: [UInt8]
        let mark: [UInt8]
    }

    /// By their first byte, the longest first.
    private var patterns: [[Pattern]]
    public let isEmpty: Bool

    /// - Parameter secrets: names and values; a value of less than eight bytes is not looked for.
    public init(_ secrets: [(name: String, value: String)]) {
        patterns = Array(repeating: [], count: 256)
        var known: Set<[UInt8]> = []
        for (name, value) in secrets {
            for form in SecretForms.all(of: value) where known.insert(form).inserted {
                patterns[Int(form[0])].append(Pattern(bytes: form, mark: Array("[secret:\(name)]".utf8)))
            }
        }
        isEmpty = known.isEmpty
        for first in patterns.indices { patterns[first].sort { $0.bytes.count > $1.bytes.count } }
    }

    public static let none = SecretPatterns([])

    /// The text without secrets.
    public func redacted(_ text: String) -> String {
        guard !isEmpty else { return text }
        var text = text
        let found = text.withUTF8 { replaced($0, isEnd: true) }
        return found.hasSecret ? String(decoding: found.bytes, as: UTF8.self) : text
    }

    /// The value without secrets: in every string, name and number of it.
    public func redacted(_ json: JSONValue) -> JSONValue {
        guard !isEmpty else { return json }
        switch json {
        case .null, .bool: return json
        case .integer, .number:
            let text = json.text
            let safe = redacted(text)
            return safe == text ? json : .string(safe)
        case .string(let text): return .string(redacted(text))
        case .array(let values): return .array(values.map { redacted($0) })
        case .object(let members):
            let safe = members.map { (redacted($0.key), redacted($0.value)) }
            return .object(Dictionary(safe) { first, _ in first })
        }
    }

    /// Replaces every secret in a piece of text.
    /// - Parameter isEnd: false when more follows: a beginning of a secret at the piece's end is then left over.
    /// - Returns: what is done, and how many bytes are left over.
    func replaced(_ text: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> (bytes: [UInt8], left: Int, hasSecret: Bool) {
        var done: [UInt8] = []
        done.reserveCapacity(text.count)
        var hasSecret = false
        var place = 0
        while place < text.count {
            let rest = UnsafeBufferPointer(rebasing: text[place...])
            switch match(rest, isEnd: isEnd) {
            case .nothing:
                done.append(rest[0])
                place += 1
            case .whole(let pattern):
                done += pattern.mark
                place += pattern.bytes.count
                hasSecret = true
            case .beginning: return (done, text.count - place, hasSecret)
            }
        }
        return (done, 0, hasSecret)
    }

    private enum Match {
        case nothing, beginning
        case whole(Pattern)
    }

    private func match(_ text: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Match {
        for pattern in patterns[Int(text[0])] {
            if text.count >= pattern.bytes.count {
                if text.starts(with: pattern.bytes) { return .whole(pattern) }
            } else if !isEnd, pattern.bytes.starts(with: text) {
                return .beginning
            }
        }
        return .nothing
    }
}
