/// Names a question to a model by its words, so that the same one is found again instead of being paid for twice.
struct QuestionKey: Hashable {
    let text: String

    /// - Parameter parts: everything that the answer depends on.
    init(_ parts: [String]) {
        let bytes = parts.joined(separator: "\u{0}").utf8
        // FNV-1a: the same in every process, as Swift's own hashes are not.
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        text = "\(String(hash, radix: 16))-\(bytes.count)"
    }
}
