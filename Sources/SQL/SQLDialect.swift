/// The only place where engines may differ.
public enum SQLDialect: Sendable {
    case sqlite

    /// What ends a `SELECT` that claims rows, so that two claimers never take the same row.
    public var claimLock: SQLQuery {
        switch self {
        case .sqlite: ""  // one writer at a time: nothing to lock
        }
    }

    /// Whether a column's text is no JSON; null is none of it.
    public func isNoJSON(_ column: SQLQuery) -> SQLQuery {
        switch self {
        case .sqlite: "(\(column) IS NOT NULL AND json_valid(\(column)) = 0)"
        }
    }
}
