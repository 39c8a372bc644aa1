import Foundation
import ModelBackends
import NIOCore
import NIOPosix
import Orchestration
import Persistence
import SQL
import SQLiteDriver

/// What the doctor looks at.
struct Examination: Sendable {
    let settings: ServerSettings

    func findings() async -> [Finding] {
        var findings = [Finding(subject: "Skein", detail: Skein.version)]
        findings.append(await claude())
        findings.append(backend())
        findings.append(directory("Data directory", settings.dataDirectory))
        findings.append(await database())
        findings += settings.workspaceRoots.map { directory("Workspace root", $0) }
        findings.append(await space())
        findings.append(await port())
        return findings
    }

    private var installation: ClaudeInstallation {
        ClaudeInstallation(configured: settings.claudePath, environment: ProcessInfo.processInfo.environment)
    }

    private func claude() async -> Finding {
        do {
            let features = try await installation.features()
            return Finding(
                subject: "Claude CLI", detail: "\(features.version) at \(features.path)",
                state: features.missingExtras.isEmpty
                    ? .ok
                    : .note("It has no \(features.missingExtras.joined(separator: ", ")): these settings have no effect."))
        } catch {
            let remedy = "Without it agents work on plans drawn by rule, which are no model's answers"
            let isNeeded = settings.backend == .claudeCLI
            return Finding(
                subject: "Claude CLI", detail: "\(error)".trimmingSuffix("."),
                state: isNeeded ? .todo("SKEIN_BACKEND asks for it.") : .note("\(remedy)."))
        }
    }

    private func backend() -> Finding {
        Finding(subject: "Backend", detail: settings.backend.name(isClaudeThere: installation.isThere))
    }

    private func directory(_ subject: String, _ path: String) -> Finding {
        var parent = URL(filePath: path)
        while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" { parent.deleteLastPathComponent() }
        let isThere = parent.path == URL(filePath: path).path
        guard FileManager.default.isWritableFile(atPath: parent.path) else {
            return Finding(
                subject: subject, detail: "\(path) cannot be written",
                state: .todo("Give this user the right to write \(parent.path), or choose another place."))
        }
        return Finding(subject: subject, detail: isThere ? path : "\(path) (will be made)")
    }

    private func database() async -> Finding {
        let subject = "Database"
        guard FileManager.default.fileExists(atPath: settings.databasePath) else {
            return Finding(subject: subject, detail: "\(settings.databasePath) (will be made)")
        }
        do {
            let database = try Migrate.open(settings)
            let missing = try await Schema.migrator.missing(in: database)
            let size = try await database.size()
            try database.close()
            let calls = ByteCount.words(KeptCalls(settings).bytes)
            let detail =
                "\(settings.databasePath), \(ByteCount.words(size.file)) (\(ByteCount.words(size.free)) of it free), "
                + "\(calls) of model calls beside it"
            guard !missing.isEmpty else { return Finding(subject: subject, detail: detail) }
            return Finding(
                subject: subject, detail: detail, state: .note("The next start applies \(missing.count) migrations."))
        } catch SQLError.unavailable(let reason) where reason.contains("another server") {
            return Finding(subject: subject, detail: settings.databasePath, state: .note("A server is running on it."))
        } catch {
            return Finding(
                subject: subject, detail: "\(settings.databasePath): \(error)",
                state: .todo("Use the release that wrote it, a backup, or another data directory."))
        }
    }

    /// As ready as the server itself would call it.
    private func space() async -> Finding {
        var parent = URL(filePath: settings.dataDirectory)
        while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" { parent.deleteLastPathComponent() }
        let found = await HealthCheck.disk(parent.path, settings.telemetry).finding()
        let stake = "A full disk stops every run (none is lost)."
        return switch found.status {
        case .ok: Finding(subject: "Disk", detail: found.detail)
        case .warn: Finding(subject: "Disk", detail: found.detail, state: .note(stake))
        case .fail: Finding(subject: "Disk", detail: found.detail, state: .todo(stake))
        }
    }

    private func port() async -> Finding {
        let subject = "Port"
        let address = "\(settings.host):\(settings.port)"
        do {
            let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            let channel = try await bootstrap.bind(host: settings.host, port: settings.port).get()
            try await channel.close()
            return Finding(subject: subject, detail: "\(address) is free")
        } catch {
            return Finding(
                subject: subject, detail: "\(address) cannot be listened on (\(error))",
                state: .todo("Stop what uses it, or choose another with --port."))
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
