import SQL

extension StepTable {
    static func underWay(_ sql: any SQLConnection) throws -> [CallUnderWay] {
        try sql.rows(
            """
            SELECT run_id, path, call_id, progress FROM run_steps JOIN runs ON runs.id = run_id
            WHERE status = 'started' AND kind = 'step' AND state NOT IN ('completed', 'failed', 'aborted')
            """
        ).map { row in
            let progress = try row.optionalText("progress") ?? ""
            return CallUnderWay(
                run: try row.text("run_id"), path: try row.text("path"), callID: try row.text("call_id"),
                hasSpool: progress.wholeMatch(of: /\d+:\d+/) != nil)
        }
    }
}

extension RunTable {
    static func known(_ runs: [String], _ sql: any SQLConnection) throws -> Set<String> {
        Set(try sql.rows("SELECT id FROM runs WHERE id IN (\(list: runs))").map { try $0.text("id") })
    }
}
