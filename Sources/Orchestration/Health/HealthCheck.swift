import Domain

/// One thing a server needs to do its work, and how to look at it.
public struct HealthCheck: Sendable {
    /// Such as `journal`.
    public let name: String
    let look: @Sendable () async -> HealthFinding

    /// - `look`: may take long, or never return: that is noticed.
    public init(_ name: String, look: @escaping @Sendable () async -> HealthFinding) {
        self.name = name
        self.look = look
    }

    /// Looks now.
    public func finding() async -> HealthFinding {
        await look()
    }
}

/// What was found.
public struct HealthFinding: Sendable, Hashable {
    public enum Status: String, Sendable, CaseIterable, Comparable {
        case ok
        /// It works, but somebody should see to it.
        case warn
        /// The server cannot work.
        case fail

        public static func < (left: Status, right: Status) -> Bool {
            allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
        }
    }

    public let status: Status
    /// What was seen and, where something is wrong, what to do.
    public let detail: String

    public init(_ status: Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }
}

/// What all checks found.
public struct HealthReport: Sendable {
    public struct Entry: Sendable {
        public let name: String
        public let finding: HealthFinding
        public let milliseconds: Double
    }

    public let entries: [Entry]

    /// The worst of all.
    public var status: HealthFinding.Status { entries.map(\.finding.status).max() ?? .ok }
    /// What failed, in words.
    public var obstacles: String {
        entries.filter { $0.finding.status == .fail }.map { "\($0.name): \($0.finding.detail)" }.joined(separator: "; ")
    }
}
