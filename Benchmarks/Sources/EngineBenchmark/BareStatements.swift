import GRDB
import GRDBSQLite

/// The statements of the bare loop, prepared once and bound without anything in between.
struct BareStatements {
    private let insertRun, claimRun, countEvent, settleRun, insertStep, insertEvent: OpaquePointer

    init(_ database: Database) {
        func prepare(_ sql: String) -> OpaquePointer {
            var statement: OpaquePointer?
            let code = sqlite3_prepare_v3(
                database.sqliteConnection, sql, -1, CUnsignedInt(SQLITE_PREPARE_PERSISTENT), &statement, nil)
            precondition(code == SQLITE_OK, "cannot prepare \(sql)")
            return statement!
        }
        insertRun = prepare(Self.insert("runs", BareWrite.runColumns))
        claimRun = prepare(
            """
            UPDATE runs SET state = 'running', lease_owner = 'benchmark', lease_epoch = lease_epoch + 1,
                event_count = event_count + 1, started_at = ?2 WHERE id = ?1
            """)
        countEvent = prepare("UPDATE runs SET event_count = event_count + 1 WHERE id = ?1 AND lease_epoch = 1")
        settleRun = prepare(
            """
            UPDATE runs SET state = 'completed', lease_owner = NULL, lease_epoch = lease_epoch + 1,
                event_count = event_count + 1, ended_at = ?2, output = ?3 WHERE id = ?1
            """)
        insertStep = prepare(Self.insert("run_steps", BareWrite.stepColumns))
        insertEvent = prepare(Self.insert("events", BareWrite.eventColumns))
    }

    func perform(_ write: BareWrite) {
        let run = write.run.databaseValue
        let time = write.event[7]
        switch write.change {
        case .create(let columns): step(insertRun, columns)
        case .claim: step(claimRun, [run, time])
        case .step(let columns):
            step(countEvent, [run])
            step(insertStep, columns)
        case .settle(let output): step(settleRun, [run, time, output])
        }
        step(insertEvent, write.event)
    }

    private static func insert(_ table: String, _ columns: [String]) -> String {
        let marks = repeatElement("?", count: columns.count).joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    }

    private func step(_ statement: OpaquePointer, _ values: [DatabaseValue]) {
        for (index, value) in values.enumerated() { bind(value, to: statement, at: CInt(index + 1)) }
        let code = sqlite3_step(statement)
        precondition(code == SQLITE_DONE, "the bare loop failed with \(code)")
        sqlite3_reset(statement)
    }

    private func bind(_ value: DatabaseValue, to statement: OpaquePointer, at index: CInt) {
        switch value.storage {
        case .null: sqlite3_bind_null(statement, index)
        case .int64(let integer): sqlite3_bind_int64(statement, index, integer)
        case .double(let double): sqlite3_bind_double(statement, index, double)
        case .string(let string): sqlite3_bind_text(statement, index, string, -1, transient)
        case .blob: preconditionFailure("the engine writes no bytes")
        }
    }
}

/// Tells SQLite to copy what it is given.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
