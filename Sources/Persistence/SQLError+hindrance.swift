public import Domain
public import DurableExecution
public import SQL

extension SQLError: Hindrance {
    public var hindrance: String? {
        switch self {
        case .full: "\(self). Make room on it; nothing that finished is lost, and work goes on by itself then."
        case .unavailable: "\(self). Nothing that finished is lost; `skein doctor` says more."
        case .constraint, .corrupt, .failed, .decoding, .newerSchema: nil
        }
    }
}

extension JournalUnavailable: Hindrance {
    public var hindrance: String? {
        "\(reason). Nothing that finished is lost, and work goes on by itself when that is over."
    }
}
