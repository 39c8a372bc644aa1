import Agents
import Credentials
import Domain
import DurableExecution
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import ModelBackends
import NIOCore
import Orchestration
import Persistence
import SQL
import SQLiteDriver
import ServiceLifecycle
import UnixSignals
import WebAPI
import WebSockets
import Workflows

/// All wiring on one page.
struct Server {
    let settings: ServerSettings
    let logger: Logger
    let database: SQLiteDatabase
    let services: ServiceGroup
    /// For those who use the server without its sockets.
    let api: API
    let feed: EventFeed
    let restart: Restart

    /// - Parameter isListening: false for a server that only its own process uses; signals are then that one's.
    init(_ settings: ServerSettings, isListening: Bool = true) async throws {
        self.settings = settings
        let environment = ProcessInfo.processInfo.environment
        let redactor = Redactor(EnvironmentCredentials.find(in: environment))
        logger = Instruments.logger(settings, redactor)
        let (registry, traces) = (Instruments.metrics(settings.telemetry), Instruments.traces(settings.telemetry, logger))

        // Before anything is touched: a certificate that is no good stops the start.
        let identity = isListening ? try settings.network.tls.map { try TLSIdentity($0) } : nil
        restart = Restart(isPossible: isListening, settings)
        try await StagedRestore(settings).putInPlace(logger)
        database = try Migrate.open(settings)
        try await Schema.migrator.migrate(database)
        let (bus, steps) = (EventBus(), StepMeter())
        let store = Store(
            database: database, userRunningLimit: settings.userRunningLimit,
            publish: { events in
                steps.count(events)
                bus.publish(events)
            })

        let secrets = SecretVault(
            store: store, keys: SecretKeys(path: settings.secretsKeyFile), redactor: redactor)
        try await secrets.load(logger)
        let claude = ClaudeInstallation(configured: settings.claudePath, environment: environment)
        let cli = ClaudeCLIBackend(
            installation: claude, configuration: settings.claude(environment), secrets: secrets, logger: logger)
        let backends: [any ModelBackend] = [cli, ExpertBackend(), ScriptedBackend()]
        let chosen = settings.backend.name(isClaudeThere: claude.isThere)
        let agents = AgentRuntime(
            backends: backends, defaultBackend: chosen, redactor: redactor,
            tracesContent: settings.telemetry.tracesContent)
        var workflows = WorkflowRegistry()
        WorkflowCatalog.register(
            in: &workflows,
            PatternServices(agents: agents, commands: ProcessCommandRunner(environment: environment)))
        let journal = StoreJournal(store)
        try await journal.forgetOwners()  // the database is opened exclusively
        var configuration = RunEngineConfiguration(
            limits: [.work: settings.concurrentExecutions, .coordination: 1000],
            makeID: { RunID(rawValue: ExecutionID.make().rawValue) })
        if traces != nil {
            configuration.traces = RunTraceNames { $0.labels["workflow_execution_id"] ?? $0.id.rawValue }
        }
        let engine = RunEngine(
            journal: journal, workflows: workflows, configuration: configuration,
            owner: ExecutionID.make().rawValue,
            faults: .fromEnvironment(environment, dataDirectory: settings.dataDirectory), logger: logger,
            tell: { run, note in bus.tell(note.event, note.data, labels: run.labels) })

        let workspaces = try WorkspaceRoots(settings.workspaceRoots)
        let policy = ExecutionPolicy(
            timeout: settings.executionTimeout, retries: settings.retries,
            fallback: settings.fallback == .none ? nil : settings.fallback.rawValue)
        let endings = ExecutionEndings(bus: bus)
        let executions = ExecutionService(
            store: store, engine: engine, agents: agents, workspaces: workspaces, policy: policy, endings: endings)
        let data = settings.dataService(store, restart)
        let connections = ConnectionCounter()
        let sampler = SystemSampler(directory: settings.dataDirectory)
        let monitor = Self.monitor(settings, store, engine, claude, backend: chosen)
        let health = HealthService(
            monitor: monitor, sampler: sampler, backend: chosen, isDegraded: chosen == ExpertBackend().name,
            version: Skein.version,
            connections: { connections.http + connections.webSocket })
        feed = EventFeed(bus: bus, store: store)
        let logins = try await Self.logins(settings, store, isListening: isListening, logger)
        let firstToken =
            isListening ? try await logins.requireAdmin(AdminTokenFile(dataDirectory: settings.dataDirectory)) : nil
        api = API(
            agents: AgentService(store: store, executions: executions),
            tasks: TaskService(store: store, executions: executions), executions: executions,
            workflows: WorkflowService(
                store: store, engine: engine, agents: agents, workspaces: workspaces, policy: policy, endings: endings),
            projects: ProjectService(store: store, workspaces: workspaces),
            teams: TeamService(store: store, workspaces: workspaces),
            dashboard: DashboardService(store: store, steps: steps), feed: feed, health: health,
            audit: AuditService(store: store, logger: logger), secrets: secrets,
            access: settings.accessPolicy, logins: logins, edge: settings.network.edge, logger: logger,
            ui: settings.webDirectory.map(WebUI.init(directory:)) ?? .embedded, data: data,
            meters: Self.meters(registry, cli))
        let welcome = Welcome(settings: settings, backend: chosen, claude: claude, firstToken: firstToken)
        let http =
            if let identity {
                api.server(connections: connections, around: { TLSConnections(inner: $0, identity: identity) })
            } else { api.server(connections: connections) }
        let supervisor = isListening ? Supervisor(environment) : nil
        let application = Application(
            router: api.router(), server: http,
            configuration: ApplicationConfiguration(address: .hostname(settings.host, port: settings.port)),
            onServerRunning: { [logger] channel in
                Self.announce(channel, settings, logger)
                await welcome.greet(channel)
                supervisor?.tell("READY=1")
            }, logger: logger)
        // The first to begin is the last to end: the last spans are those of the end.
        let inside: [ServiceGroupConfiguration.ServiceConfiguration] =
            (traces.map { [.init(service: $0)] } ?? []) + [
                .init(service: sampler), .init(service: monitor), .init(service: engine),
                .init(service: AuditRetention(store: store, days: settings.auditDays)),
                .init(service: RetentionService(data: data, directory: settings.dataDirectory, logger: logger)),
            ]
        services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: isListening
                    ? inside + [.init(service: application)] + (supervisor.map { [.init(service: $0)] } ?? []) : inside,
                gracefulShutdownSignals: isListening ? [.sigterm, .sigint] : [], logger: logger))
    }

    func run() async throws {
        try await services.run()
        ServerFile.remove(from: settings.dataDirectory)
        try database.close()
        try restart.startAgainIfWanted()
    }

    /// Who gets in. A process that does not listen lets nobody log in, and needs no key.
    private static func logins(
        _ settings: ServerSettings, _ store: Store, isListening: Bool, _ logger: Logger
    ) async throws -> AccessService {
        var signer: SessionSigner?
        if isListening {
            signer = await SessionSigner(
                key: try SecretKey.key(configured: settings.secretKey, dataDirectory: settings.dataDirectory))
        }
        return try await AccessService(
            store: store, signer: signer, isLoginRequired: settings.isLoginRequired,
            sessionLifetime: settings.sessionMinutes * 60, logger: logger)
    }

    private static func announce(_ channel: any Channel, _ settings: ServerSettings, _ logger: Logger) {
        do {
            let port = channel.localAddress?.port ?? settings.port
            try ServerFile(scheme: settings.network.scheme, host: settings.host, port: port).write(
                to: settings.dataDirectory)
        } catch {
            logger.error("cannot write server.json", metadata: ["error": "\(error)"])
        }
    }
}
