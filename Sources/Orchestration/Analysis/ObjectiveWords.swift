/// The words of a text, with those that it denies told apart: in "do not run them in parallel", `parallel` is denied.
struct ObjectiveWords: Sendable {
    private let affirmed: Set<String>
    private let denied: Set<String>

    /// How far a negation reaches within its clause, in words.
    private static let reach = 5
    private static let negations: Set<String> = [
        "not", "no", "never", "without", "don't", "don’t", "dont", "cannot", "can't", "can’t", "avoid", "neither", "nor",
        "won't", "won’t", "shouldn't", "shouldn’t", "needn't", "needn’t", "isn't", "isn’t",
    ]

    init(_ text: String) {
        var (affirmed, denied): (Set<String>, Set<String>) = ([], [])
        for clause in Self.clauses(of: text) {
            var left = 0
            for word in clause {
                if Self.negations.contains(word) {
                    left = Self.reach
                } else if left > 0 {
                    denied.insert(word)
                    left -= 1
                } else {
                    affirmed.insert(word)
                }
            }
        }
        self.affirmed = affirmed
        self.denied = denied
    }

    /// The affirmed words that begin with one of these stems, in alphabetical order.
    func wanted(_ stems: [String]) -> [String] {
        affirmed.filter { word in stems.contains { word.hasPrefix($0) } }.sorted()
    }

    /// The denied words that begin with one of these stems, in alphabetical order.
    func unwanted(_ stems: [String]) -> [String] {
        denied.filter { word in stems.contains { word.hasPrefix($0) } }.sorted()
    }

    /// Stretches of text that a negation does not reach out of.
    private static func clauses(of text: String) -> [[String]] {
        let plain = text.lowercased().replacing("rather than", with: "not").replacing("instead of", with: "not")
        let sentences = plain.split { ".,;:!?()\n—–".contains($0) }
        return sentences.flatMap { sentence -> [[String]] in
            let words = sentence.split { !$0.isLetter && $0 != "'" && $0 != "’" }.map(String.init)
            return words.split { $0 == "but" || $0 == "instead" || $0 == "rather" || $0 == "yet" }.map(Array.init)
        }
    }
}
