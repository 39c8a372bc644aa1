/// Text that comes in pieces, without the secrets in it, also those that two pieces share.
public struct RedactedStream: Sendable {
    private var held: [UInt8] = []

    public init() {}

    /// Whether something is held back.
    public var isHolding: Bool { !held.isEmpty }

    /// - Returns: what can be shown by now. A secret's beginning is held back until it is known how it goes on.
    public mutating func feed(_ piece: String, _ patterns: SecretPatterns) -> String {
        pass(Array(piece.utf8), patterns, isEnd: false)
    }

    /// - Returns: what was held back and turned out to be no secret.
    public mutating func end(_ patterns: SecretPatterns) -> String {
        held.isEmpty ? "" : pass([], patterns, isEnd: true)
    }

    private mutating func pass(_ piece: [UInt8], _ patterns: SecretPatterns, isEnd: Bool) -> String {
        let text = held + piece
        let (bytes, left, _) = text.withUnsafeBufferPointer { patterns.replaced($0, isEnd: isEnd) }
        held = Array(text.suffix(left))
        return String(decoding: bytes, as: UTF8.self)
    }
}
