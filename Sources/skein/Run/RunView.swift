import Domain
import Foundation

/// How a run is shown while it goes on.
protocol RunView: Sendable {
    /// - Parameter line: what the event says; nil when that is nothing for people.
    mutating func show(_ event: JSONValue, _ line: String?, _ board: RunBoard)
    /// Time went by.
    mutating func tick(_ board: RunBoard)
    /// Makes place for words that are no part of it, such as a question.
    mutating func leave()
}

/// One line for each thing that happens, in the order in which it happens.
struct PlainView: RunView {
    mutating func show(_ event: JSONValue, _ line: String?, _ board: RunBoard) {
        guard let line else { return }
        let time = event.text("timestamp").dropFirst(11).prefix(8)
        Terminal.say("\(time) \(TerminalText.oneLine(line))")
    }

    mutating func tick(_ board: RunBoard) {}
    mutating func leave() {}
}

/// Every event as a line of JSON.
struct JSONView: RunView {
    mutating func show(_ event: JSONValue, _ line: String?, _ board: RunBoard) {
        Terminal.say(TerminalText.json(event))
    }

    mutating func tick(_ board: RunBoard) {}
    mutating func leave() {}
}

/// Nothing.
struct QuietView: RunView {
    mutating func show(_ event: JSONValue, _ line: String?, _ board: RunBoard) {}
    mutating func tick(_ board: RunBoard) {}
    mutating func leave() {}
}

/// One view that is drawn over and over in the same place.
struct LiveView: RunView {
    private var height = 0
    private var drawnAt = ContinuousClock.now - .seconds(1)
    private let start = ContinuousClock.now

    mutating func show(_ event: JSONValue, _ line: String?, _ board: RunBoard) {
        // An agent's words come faster than anybody reads.
        guard board.isOver || drawnAt.duration(to: .now) > .milliseconds(80) else { return }
        draw(board)
    }

    mutating func tick(_ board: RunBoard) {
        draw(board)
    }

    mutating func leave() {
        height = 0
    }

    private mutating func draw(_ board: RunBoard) {
        let picture = RunPicture(board: board, columns: Terminal.columns, rows: Terminal.rows - 2, now: .now)
        let lines = picture.lines
        // Up to where it began, and everything below away.
        let up = height > 0 ? "\u{1B}[\(height)A\r" : ""
        Terminal.write(up + "\u{1B}[J" + lines.map { $0 + "\n" }.joined())
        height = lines.count
        drawnAt = .now
    }
}

/// A board as lines of text that fit a terminal.
struct RunPicture {
    let board: RunBoard
    let columns: Int
    let rows: Int
    let now: Timestamp

    var lines: [String] {
        let tasks = shown.map(line)
        let hidden = board.rows.count - tasks.count
        return [heading] + tasks + (hidden > 0 ? ["  … and \(hidden) more"] : [])
    }

    private var heading: String {
        let elapsed = board.startedAt.map { " · \(Figures.duration(max(0, now.seconds(since: $0))))" } ?? ""
        return TerminalText.line(
            "\(board.name) · \(board.type) · \(board.status) · \(board.done)/\(board.total)\(elapsed)", columns: columns)
    }

    /// What goes on comes before what is over, where not all have room.
    private var shown: [RunBoard.Row] {
        let room = max(1, rows - 2)
        guard board.rows.count > room else { return board.rows }
        let live = board.rows.filter { $0.state == .running || $0.state == .asking || $0.state == .failed }
        let rest = board.rows.filter { row in !live.contains { $0.id == row.id } }
        let chosen = Set((live + rest).prefix(room).map(\.id))
        return board.rows.filter { chosen.contains($0.id) }
    }

    private func line(_ row: RunBoard.Row) -> String {
        let mark =
            switch row.state {
            case .waiting: "·"
            case .running: "▶"
            case .asking: "?"
            case .completed: "✓"
            case .failed: "✗"
            case .aborted: "–"
            }
        let time = row.startedAt.map { Figures.duration(max(0, (row.endedAt ?? now).seconds(since: $0))) } ?? ""
        let note = row.state == .completed ? "" : row.note
        return TerminalText.line(
            "  \(mark) \(row.title)\([row.agent, time, note].filter { !$0.isEmpty }.map { " · \($0)" }.joined())",
            columns: columns, keepingIndent: true)
    }
}
