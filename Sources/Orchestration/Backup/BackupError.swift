public import Domain

/// Why there is no backup, or why one is not restored.
public enum BackupError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file is no backup, or not whole.
    case damaged(String)
    /// It is whole, and of no use here.
    case refused(String)
    case cannotWrite(String)
    case cannotRead(String)

    public var description: String {
        switch self {
        case .damaged(let reason): "The backup is damaged: \(reason). Take another one."
        case .refused(let reason): reason
        case .cannotWrite(let reason): "The backup cannot be written: \(reason)."
        case .cannotRead(let reason): "The backup cannot be read: \(reason)."
        }
    }
}

extension BackupError: Hindrance {
    public var hindrance: String? {
        switch self {
        case .cannotWrite, .cannotRead: description
        case .damaged, .refused: nil
        }
    }
}
