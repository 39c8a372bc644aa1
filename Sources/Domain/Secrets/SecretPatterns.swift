#if canImport(Glibc)
    import Glibc
#endif

/// Finds secrets in text, and puts `[secret:NAME]` in their place.
public struct SecretPatterns: Sendable {
    private struct Pattern {
        let bytes: [UInt8]
        let mark: [UInt8]
    }

    /// By their first byte, the longest first.
    private var patterns: [[Pattern]]
    /// The bytes that patterns begin with.
    private let firsts: [UInt8]
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
        firsts = Set(known.map { $0[0] }).sorted()
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
        var (done, hasSecret): ([UInt8], Bool) = ([], false)
        done.reserveCapacity(text.count)
        // Where each first byte stands next; what lies between is copied as a whole.
        var next = firsts.map { Self.find($0, in: text, from: 0) }
        var (copied, place) = (0, 0)
        while true {
            for index in next.indices where next[index] < place {
                next[index] = Self.find(firsts[index], in: text, from: place)
            }
            guard let candidate = next.min(), candidate < text.count else { break }
            switch match(UnsafeBufferPointer(rebasing: text[candidate...]), isEnd: isEnd) {
            case .nothing: place = candidate + 1
            case .whole(let pattern):
                done += text[copied..<candidate]
                done += pattern.mark
                (copied, place, hasSecret) = (candidate + pattern.bytes.count, candidate + pattern.bytes.count, true)
            case .beginning:
                done += text[copied..<candidate]
                return (done, text.count - candidate, hasSecret)
            }
        }
        done += text[copied...]
        return (done, 0, hasSecret)
    }

    /// - Returns: the text's length when it does not come any more.
    private static func find(_ byte: UInt8, in text: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
        guard place < text.count, let start = text.baseAddress else { return text.count }
        guard let found = memchr(start + place, CInt(byte), text.count - place) else { return text.count }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }

    private enum Match {
        case nothing, beginning
        case whole(Pattern)
    }

    private func match(_ text: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Match {
        for pattern in patterns[Int(text[0])] {
            if text.count >= pattern.bytes.count {
                if memcmp(text.baseAddress!, pattern.bytes, pattern.bytes.count) == 0 { return .whole(pattern) }
            } else if !isEnd, memcmp(text.baseAddress!, pattern.bytes, text.count) == 0 {
                return .beginning
            }
        }
        return .nothing
    }
}
