/// Rows under headings, each column as wide as it must be; what stands in them is made safe to show.
struct TextTable {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: String...) {
        self.headings = headings
    }

    mutating func add(_ cells: String...) {
        rows.append(cells.map { TerminalText.line($0, columns: 60) })
    }

    var isEmpty: Bool { rows.isEmpty }

    var text: String {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { TerminalText.width(of: $0[column]) }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - TerminalText.width(of: cell))
            }
            let line = cells.joined(separator: "  ")
            return String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
        }.joined(separator: "\n")
    }
}

/// Figures as people read them.
enum Figures {
    static func duration(_ seconds: Double) -> String {
        if seconds < 60 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(seconds.rounded())
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A dash where the model told no cost.
    static func cost(_ dollars: Double?) -> String {
        guard let dollars else { return "–" }
        let tenThousandths = Int((dollars * 10_000).rounded())
        let cents = String(10_000 + tenThousandths % 10_000).dropFirst()
        return "$\(tenThousandths / 10_000).\(cents)"
    }

    /// Input and output tokens together; a dash where the model told none.
    static func tokens(input: Int64?, output: Int64?) -> String {
        guard input != nil || output != nil else { return "–" }
        return "\(input ?? 0) in, \(output ?? 0) out"
    }
}
