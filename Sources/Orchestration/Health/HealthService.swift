import Domain

/// Says truthfully how the server is.
public struct HealthService: Sendable {
    private let monitor: HealthMonitor
    private let sampler: SystemSampler
    private let connections: @Sendable () -> Int
    /// What does the work where nobody says otherwise, such as `claude_cli`.
    public let backend: String
    /// Whether that is no model.
    public let isDegraded: Bool
    public let version: String

    /// - `backend`: the name of the one that does the work.
    /// - `isDegraded`: whether no model does the work.
    /// - `sampler`: the machine's load.
    /// - `monitor`: makes the checks of readiness.
    /// - `version`: of this program.
    /// - `connections`: how many clients are connected.
    public init(
        monitor: HealthMonitor, sampler: SystemSampler, backend: String, isDegraded: Bool, version: String,
        connections: @escaping @Sendable () -> Int
    ) {
        self.monitor = monitor
        self.sampler = sampler
        self.backend = backend
        self.isDegraded = isDegraded
        self.version = version
        self.connections = connections
    }

    public var system: SystemLoad { sampler.load }
    public var connectionCount: Int { connections() }

    /// Whether the server can work, and what keeps it from it.
    public func readiness() async -> HealthReport {
        await monitor.report()
    }
}
