/// What can go wrong between us and a database, in classes the callers can act on.
public enum SQLError: Error, Sendable, Equatable {
    /// The disk or the quota is full; nothing of the transaction was kept.
    case full(String)
    /// The database cannot be reached, opened or locked now.
    case unavailable(String)
    /// A constraint (unique, foreign key, not null, check) refused the change.
    case constraint(String)
    /// The file is not a database or is damaged.
    case corrupt(String)
    /// Anything else the engine said about this statement.
    case failed(String)
    /// A stored value has another type than the reader expects.
    case decoding(column: String, expected: String, found: SQLValue)
    /// The database was written by a newer release of this program.
    case newerSchema(found: Int, known: Int)
}

extension SQLError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .full(let detail): "the disk is full: \(detail)"
        case .unavailable(let detail): "the database is not available: \(detail)"
        case .constraint(let detail): "the database refused the change: \(detail)"
        case .corrupt(let detail): "the database is damaged: \(detail)"
        case .failed(let detail): "the database said: \(detail)"
        case .decoding(let column, let expected, let found): "column \(column): expected \(expected), found \(found)"
        case .newerSchema(let found, let known):
            "the database has schema version \(found), this program knows only up to \(known): use a newer release"
        }
    }
}
