import Domain
import Foundation
import Testing

@testable import skein

/// What reaches a terminal.
@Suite struct TerminalTests {
    @Test(
        "what could steer a terminal is taken out, and the words stay",
        arguments: [
            ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{07}x", "x"), ("\u{1B}]8;;http://a\u{1B}\\link", "link"),
            ("\u{9B}2Jx", "x"), ("a\rb\u{08}c", "abc"), ("a\u{202E}b", "ab"), ("\u{1B}Pq#0\u{1B}\\x", "x"),
            ("\u{1B}cx", "x"),
            ("ünïcode 漢字 🦢", "ünïcode 漢字 🦢"), ("\u{1B}[", ""), ("two\nlines", "two lines"),
        ])
    func clean(text: String, clean: String) {
        #expect(TerminalText.line(text) == clean)
    }

    @Test("a line is cut to the columns it may have, wide characters counted as two")
    func columns() {
        #expect(TerminalText.line("abcdef", columns: 6) == "abcdef")
        #expect(TerminalText.line("abcdefg", columns: 6) == "abcde…")
        #expect(TerminalText.width(of: TerminalText.line("漢字漢字漢字", columns: 7)) <= 7)
    }

    @Test("a table's columns stand under their headings")
    func table() {
        var table = TextTable("ID", "NAME")
        table.add("1", "Ada\u{1B}[31m")
        table.add("100", "漢字")
        #expect(table.text == "ID   NAME\n1    Ada\n100  漢字")
    }

    @Test("the live view has a line for each task, never more than fit, and what goes on comes first")
    func picture() throws {
        let tasks = (0..<10).map { JSONValue.string("t\($0)") }
        var board = RunBoard(
            [
                "id": "w", "pattern_name": "Delivery", "workflow_type": "parallel", "status": "pending",
                "task_ids": .array(tasks),
            ],
            titles: ["t9": "The last"], agents: ["a": "Ada"])
        let began = board.apply([
            "type": "execution_event", "event": "started", "timestamp": "2026-01-01T00:00:00Z",
            "data": ["task_id": "t9", "agent_id": "a"],
        ])
        #expect(began == "begins      The last – Ada")
        _ = board.apply(["type": "output_event", "event": "text", "data": ["task_id": "t9", "text": "\u{1B}[2Jhello\nwor"]])
        _ = board.apply(["type": "output_event", "event": "text", "data": ["task_id": "t9", "text": "ld"]])
        let now = try #require(Timestamp("2026-01-01T00:01:05Z"))
        let lines = RunPicture(board: board, columns: 60, rows: 6, now: now).lines
        #expect(lines.count <= 6)
        #expect(lines.contains("  ▶ The last · Ada · 1 min 5 s · world"), "\(lines)")
        #expect(lines.last == "  … and 6 more")
    }

    @Test(
        "what is typed becomes the answer that is asked for",
        arguments: [
            ("question", "a text", "yes", "yes"), ("tool_approval", "\"allow\" or \"deny\"", "y", "allow"),
            ("tool_approval", "", "No", "deny"), ("gate", "true or false, or {…}", "yes", true),
            ("vote", "the number of the answer, from 1", "2", 2), ("route", "the id or the name of an agent", "Ada", "Ada"),
            ("gate", "true or false, or {…}", #"{"passes": false}"#, ["passes": false]), ("handoff", "a text", "5", "5"),
        ] as [(String, String, String, JSONValue)])
    func answers(kind: String, answers: String, typed: String, answer: JSONValue) {
        let question = AskedQuestion(["question": ["kind": .string(kind), "answers": .string(answers)]])
        #expect(question.answer(typed) == answer)
    }

    @Test("the fields of YAML are read as JSON would: no is a word, a date a text, 1.0 a number")
    func yaml() throws {
        let file = try TeamFile(path: "x.yaml", text: "a: no\nb: 2026-01-02\nc: 1.0\nd: '1'\ne: ~\nf: [true, -3, 0x1]\n")
        #expect(file.json == ["a": "no", "b": "2026-01-02", "c": 1.0, "d": "1", "e": .null, "f": [true, -3, "0x1"]])
    }
}
