import Domain
import Foundation
import Logging
import Metrics
import Synchronization
import Telemetry
import Tracing

/// Installs what counts and traces, once in a process and before anything is counted.
enum Instruments {
    private static let registry: MetricsRegistry = {
        let registry = MetricsRegistry()
        MetricsSystem.bootstrap(registry)
        return registry
    }()

    private static let spans = SpanQueue()
    private static let hasTracer = Mutex(false)

    /// Nil where metrics are switched off: counting then costs nothing.
    static func metrics(_ settings: TelemetrySettings) -> MetricsRegistry? {
        settings.hasMetrics ? registry : nil
    }

    /// Nil where nothing is traced.
    static func traces(_ settings: TelemetrySettings, _ logger: Logger) -> SpanExporter? {
        guard let collector = settings.collector else { return nil }
        hasTracer.withLock { hasTracer in
            // A second server in the same process adds to the same traces.
            if !hasTracer { InstrumentationSystem.bootstrap(SpanTracer(sampler: settings.sampler, queue: spans)) }
            hasTracer = true
        }
        let base = collector.hasSuffix("/") ? String(collector.dropLast()) : collector
        let destination = SpanExporter.Destination(
            url: "\(base)/v1/traces", headers: settings.collectorHeaders,
            resource: [
                "service.name": settings.serviceName, "service.version": Skein.version,
                "service.instance.id": "\(ProcessInfo.processInfo.hostName)-\(getpid())",
            ])
        return SpanExporter(destination, queue: spans, logger: logger)
    }

    /// - Parameter redactor: takes secrets out of every line.
    static func logger(_ settings: ServerSettings, _ redactor: Redactor) -> Logger {
        var logger = Logger(label: "skein") { label in
            RedactingLogHandler(
                StructuredLogHandler(label: label, format: settings.telemetry.logFormat, provider: .place), redactor)
        }
        logger.logLevel = Logger.Level(rawValue: settings.logLevel.rawValue) ?? .info
        return logger
    }
}
