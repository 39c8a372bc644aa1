import Domain
import DurableExecution
import SQL

/// The table of questions to people, and their answers.
enum SignalTable {
    /// - Returns: false when the question was asked before.
    static func ask(_ question: RunQuestion, of run: RunID, at now: Timestamp, _ sql: any SQLTransaction) throws -> Bool {
        try sql.run(
            """
            INSERT INTO run_signals (run_id, interaction, question, asked_at)
            VALUES (\(run.rawValue), \(question.interaction), \(question.content.text), \(now))
            ON CONFLICT (run_id, interaction) DO NOTHING
            """) > 0
    }

    /// Stores the first answer. - Returns: false when there is one already.
    static func answer(
        _ interaction: String, with content: JSONText, of run: RunID, at now: Timestamp, _ sql: any SQLTransaction
    ) throws -> Bool {
        try sql.run(
            """
            UPDATE run_signals SET answer = \(content.text), answered_at = \(now)
            WHERE run_id = \(run.rawValue) AND interaction = \(interaction) AND answer IS NULL
            """) > 0
    }

    /// Stores what was said unasked. - Returns: false when the name is taken.
    static func instruct(
        _ name: String, _ content: JSONText, of run: RunID, at now: Timestamp, _ sql: any SQLTransaction
    ) throws -> Bool {
        try sql.run(
            """
            INSERT INTO run_signals (run_id, interaction, question, answer, asked_at, answered_at)
            VALUES (\(run.rawValue), \(name), '{}', \(content.text), \(now), \(now))
            ON CONFLICT (run_id, interaction) DO NOTHING
            """) > 0
    }

    static func exists(_ interaction: String, of run: RunID, _ sql: any SQLConnection) throws -> Bool {
        try sql.row("SELECT 1 AS one FROM run_signals WHERE run_id = \(run.rawValue) AND interaction = \(interaction)")
            != nil
    }

    static func answers(of run: RunID, _ sql: any SQLConnection) throws -> [String: JSONText] {
        let rows = try sql.rows(
            "SELECT interaction, answer FROM run_signals WHERE run_id = \(run.rawValue) AND answer IS NOT NULL")
        return Dictionary(
            uniqueKeysWithValues: try rows.map { (try $0.text("interaction"), JSONText(stored: try $0.text("answer"))) })
    }

    static func openCount(of run: RunID, _ sql: any SQLConnection) throws -> Int64 {
        try sql.row(
            "SELECT count(*) AS open FROM run_signals WHERE run_id = \(run.rawValue) AND answer IS NULL")?.integer("open")
            ?? 0
    }

    /// The questions nobody has answered yet, oldest first, as JSON objects.
    static func open(of run: RunID, _ sql: any SQLConnection) throws -> [(
        interaction: String, question: JSONValue, askedAt: Timestamp
    )] {
        try sql.rows(
            """
            SELECT interaction, question, asked_at FROM run_signals
            WHERE run_id = \(run.rawValue) AND answer IS NULL ORDER BY asked_at, interaction
            """
        ).map { (try $0.text("interaction"), try $0.json("question"), try $0.timestamp("asked_at")) }
    }
}
