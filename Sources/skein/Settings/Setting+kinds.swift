/// The kinds of values settings have.
extension Setting {
    static func text(_ key: String, _ summary: String, default shown: String) -> Setting<String?> {
        Setting<String?>(key: key, summary: summary, allowed: "any text", shownDefault: shown, fallback: nil) { $0 }
    }

    static func number(
        _ key: String, _ summary: String, in range: ClosedRange<Int>, default fallback: Int
    ) -> Setting<Int> {
        Setting<Int>(
            key: key, summary: summary,
            allowed: "a whole number between \(range.lowerBound) and \(range.upperBound)", shownDefault: "\(fallback)",
            fallback: fallback
        ) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    /// Seconds; 0 means none.
    static func seconds(_ key: String, _ summary: String, default fallback: Double?) -> Setting<Double?> {
        Setting<Double?>(
            key: key, summary: summary, allowed: "a number of seconds, 0 for no limit",
            shownDefault: fallback.map { "\(Int($0))" } ?? "0 (no limit)", fallback: fallback
        ) { text in
            guard let seconds = Double(text), seconds >= 0, seconds <= 31_536_000 else { return nil }
            return .some(seconds == 0 ? nil : seconds)
        }
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ key: String, _ summary: String, default fallback: Choice
    ) -> Setting<Choice> {
        Setting<Choice>(
            key: key, summary: summary,
            allowed: "one of " + Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "),
            shownDefault: fallback.rawValue, fallback: fallback
        ) { text in Choice.allCases.first { $0.rawValue.lowercased() == text.lowercased() } }
    }

    /// A list, separated by commas.
    static func list(_ key: String, _ summary: String, default shown: String) -> Setting<[String]> {
        Setting<[String]>(
            key: key, summary: summary, allowed: "a list separated by commas", shownDefault: shown, fallback: []
        ) { text in text.split(separator: ",").map { $0.trimmingPrefix(/\s+/) }.map { String($0) }.filter { !$0.isEmpty } }
    }
}
