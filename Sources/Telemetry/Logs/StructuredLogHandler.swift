import Foundation
public import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Writes the log, each line whole, with everything that is known where it was written.
public struct StructuredLogHandler: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel = Logger.Level.info
    private let label: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - provider: knows in which run, step or request a line is written.
    ///   - write: takes one line with its end.
    public init(
        label: String, format: LogFormat, provider: Logger.MetadataProvider?,
        write: @escaping @Sendable (String) -> Void = Self.standardError
    ) {
        self.label = label
        self.format = format
        self.write = write
        metadataProvider = provider
    }

    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { _, own in own } }
        if let explicit = event.metadata { facts.merge(explicit) { _, own in own } }
        if let error = event.error { facts["error"] = facts["error"] ?? "\(error)" }
        write(format.line(event, label: label, metadata: facts, at: Date()))
    }

    /// One system call for each line: lines of two processes, or of two threads, do not mix.
    @Sendable public static func standardError(_ line: String) {
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads it, or the disk is full: there is no place to say so.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
