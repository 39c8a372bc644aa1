import Foundation
import Telemetry

/// What an operator can set about metrics, traces, the log and the checks of health.
struct TelemetrySettings: Sendable {
    var hasMetrics: Bool
    var logFormat: LogFormat
    /// Below so many MiB of free space the server warns.
    var diskWarning: Int
    /// Below so many MiB of free space the server says that it cannot work.
    var diskFailure: Int
    /// Nil where nothing is traced.
    var collector: String?
    var collectorHeaders: [(String, String)]
    var serviceName: String
    var sampler: TraceSampler
    var tracesContent: Bool

    /// - Throws: ``SettingError`` for the first value that is not allowed.
    init(_ source: SettingSource) throws {
        hasMetrics = try source.value(.enableMetrics) == .true
        logFormat = try source.value(.logFormat)
        diskWarning = try source.value(.diskWarning)
        diskFailure = try source.value(.diskFailure)
        collector = try source.value(.collector)
        collectorHeaders = try Self.headers(source)
        serviceName = try source.value(.serviceName)
        sampler = TraceSampler(try source.value(.sampler), ratio: try source.value(.samplerRatio))
        tracesContent = try source.value(.tracesContent) == .true
    }

    private static func headers(_ source: SettingSource) throws -> [(String, String)] {
        do {
            return try source.value(.collectorHeaders).map { header in
                let parts = header.split(separator: "=", maxSplits: 1).map(String.init)
                let value = parts.count == 2 ? parts[1] : ""
                return (parts[0], value.removingPercentEncoding ?? value)
            }
        } catch let error as SettingError {
            // It may hold a key.
            throw SettingError(variable: error.variable, value: "(not shown)", allowed: error.allowed)
        }
    }
}

/// Yes or no.
enum Switch: String, CaseIterable, Sendable {
    case `true`, `false`
}

extension Setting<Switch> {
    static let enableMetrics = choice(
        "enable.metrics", "Whether things are counted, and told at `/metrics`.", default: Switch.true)
    static let tracesContent = choice(
        "skein.trace.content", "Whether traces hold what agents are told and answer.", default: Switch.false)
}

extension Setting<LogFormat> {
    static let logFormat = choice(
        "skein.log.format", "How the log is written: for people, or one JSON object a line.", default: LogFormat.text)
}

extension Setting<Int> {
    static let diskWarning = number(
        "skein.disk.warn.mb", "MiB of free space below which `/health/ready` warns.", in: 0...1_000_000_000, default: 1024)
    static let diskFailure = number(
        "skein.disk.fail.mb", "MiB of free space below which `/health/ready` answers 503.", in: 0...1_000_000_000,
        default: 100)
}

extension Setting<String?> {
    static let collector = Setting(
        key: "otel.exporter.otlp.endpoint", summary: "Where traces are sent, over OTLP/HTTP with JSON.",
        allowed: "an http or https address, to which `/v1/traces` is added", shownDefault: "none: nothing is traced",
        fallback: nil
    ) { address in
        guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host() != nil else {
            return nil
        }
        return .some(address)
    }
}

extension Setting<String> {
    static let serviceName = Setting(
        key: "otel.service.name", summary: "What traces call this server.", allowed: "any text", shownDefault: "skein",
        fallback: "skein"
    ) { $0 }
}

extension Setting<[String]> {
    static let collectorHeaders = Setting(
        key: "otel.exporter.otlp.headers", summary: "Headers sent along with traces, such as a key; they are never logged.",
        allowed: "`name=value` pairs separated by commas, values percent-encoded", shownDefault: "none", fallback: []
    ) { text in
        let headers = text.split(separator: ",").map { $0.trimmingPrefix(/\s+/) }.map { String($0) }
        return headers.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_-]+=.*/) != nil } ? headers : nil
    }
}

extension Setting<TraceSampler.Name> {
    static let sampler = choice(
        "otel.traces.sampler", "Which traces are kept.", default: TraceSampler.Name.parentAlwaysOn)
}

extension Setting<Double> {
    static let samplerRatio = Setting(
        key: "otel.traces.sampler.arg", summary: "The share of traces that a sampler by ratio keeps.",
        allowed: "a number between 0 and 1", shownDefault: "1", fallback: 1
    ) { text in Double(text).flatMap { (0...1).contains($0) ? $0 : nil } }
}

extension SettingRow {
    static let telemetry = [
        SettingRow(Setting<LogFormat>.logFormat), SettingRow(Setting<Switch>.enableMetrics),
        SettingRow(Setting<Int>.diskWarning), SettingRow(Setting<Int>.diskFailure),
        SettingRow(Setting<String?>.collector), SettingRow(Setting<[String]>.collectorHeaders),
        SettingRow(Setting<String>.serviceName), SettingRow(Setting<TraceSampler.Name>.sampler),
        SettingRow(Setting<Double>.samplerRatio), SettingRow(Setting<Switch>.tracesContent),
    ]
}
