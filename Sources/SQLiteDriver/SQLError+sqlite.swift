import GRDB
import SQL

extension SQLError {
    /// An error of the engine in our classes; any other error as it is.
    static func wrapping(_ error: any Error) -> any Error {
        error is DatabaseError ? SQLError(error) : error
    }

    init(_ error: any Error) {
        guard let error = error as? DatabaseError else {
            self = error as? SQLError ?? .failed("\(error)")
            return
        }
        self.init(error.extendedResultCode, error.message ?? "\(error)")
    }

    init(_ code: ResultCode, _ detail: String) {
        switch code.primaryResultCode {
        case .SQLITE_FULL: self = .full(detail)
        case .SQLITE_CONSTRAINT: self = .constraint(detail)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR: self = .unavailable(detail)
        default: self = .failed(detail)
        }
    }
}
