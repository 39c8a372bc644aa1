/// One act, as the audit log keeps it: who did what to what, from where, and what came of it.
public struct AuditEntry: Sendable, Hashable {
    /// Rises with every entry; nil until it is stored.
    public var id: Int64?
    public var at: Timestamp
    /// Nil for somebody who did not get as far as saying who they are.
    public var principal: Principal?
    /// Where it came from; empty for an act within the server's own process.
    public var address: String
    /// The operation's name in the API, such as `startExecution`.
    public var action: String
    public var method: String
    /// The path as it was asked for, without its query.
    public var route: String
    public var target: Target?
    /// The execution or workflow execution it was about.
    public var run: String?
    /// Nil where the entry committed together with the change, before there was an answer.
    public var status: Int?
    public var outcome: Outcome
    /// What the same request wrote elsewhere carries it too.
    public var requestID: String

    /// What an act was about.
    public struct Target: Sendable, Hashable {
        /// Such as `agent`.
        public var kind: String
        public var id: String

        public init(kind: String, id: String) {
            self.kind = kind
            self.id = id
        }
    }

    public enum Outcome: String, Sendable, Codable, CaseIterable {
        /// It took effect, or there was nothing to change.
        case done
        /// It was not allowed, not valid, or not possible then.
        case refused
        /// The server failed.
        case failed

        /// - Parameter status: of HTTP.
        public init(status: Int) {
            self = status < 400 ? .done : status < 500 ? .refused : .failed
        }
    }

    public init(
        at: Timestamp, address: String, action: String, method: String, route: String, target: Target? = nil,
        requestID: String
    ) {
        self.at = at
        self.address = address
        self.action = action
        self.method = method
        self.route = route
        self.target = target
        self.requestID = requestID
        outcome = .done
    }
}

/// Which entries to list; nil means any.
public struct AuditFilter: Sendable, Hashable {
    /// Not before.
    public var after: Timestamp?
    /// Not later.
    public var until: Timestamp?
    /// The id or the name of whoever did it.
    public var user: String?
    public var action: String?
    public var run: String?
    /// Only entries with a greater id.
    public var afterID: Int64?

    public init() {}
}

extension AuditEntry {
    /// The act of a command of `skein` on the data itself.
    /// - `action`: such as `migrate`.
    /// - `command`: as it was typed, without values that are secret.
    public static func command(_ action: String, _ command: String, target: Target? = nil) -> AuditEntry {
        var entry = AuditEntry(
            at: .now, address: "", action: action, method: "CLI", route: command, target: target,
            requestID: Identifier<AuditEntry>.make().rawValue)
        entry.principal = .local
        return entry
    }
}
