import Domain
import Logging

/// Writes no secret to the log.
struct RedactingLogHandler: LogHandler {
    private var inner: any LogHandler
    private let redactor: Redactor

    init(_ inner: any LogHandler, _ redactor: Redactor) {
        self.inner = inner
        self.redactor = redactor
    }

    var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { inner.metadataProvider }
        set { inner.metadataProvider = newValue }
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        guard redactor.isActive else { return inner.log(event: event) }
        var safe = event
        safe.message = "\(redactor.redacted(event.message.description))"
        // What it was given before stands beside what comes with the message, and is shown too.
        let all = inner.metadata.merging(event.metadata ?? [:]) { _, own in own }
        if let error = event.error {
            safe.error = nil
            safe.message = "\(safe.message) (\(redactor.redacted("\(error)")))"
        }
        safe.metadata = all.isEmpty ? nil : all.mapValues(redacted)
        inner.log(event: safe)
    }

    /// What holds no secret stays what it is, a number for one.
    private func redacted(_ value: Logger.MetadataValue) -> Logger.MetadataValue {
        let text = value.description
        let safe = redactor.redacted(text)
        return safe == text ? value : .string(safe)
    }
}
