import DurableExecution
import Foundation
public import Logging
public import ServiceLifecycle

/// Prunes every hour, and warns when the disk gets short.
public struct RetentionService: Service {
    private static let period = Duration.seconds(3600)
    /// Below so much room one should do something, in bytes.
    private static let shortage: UInt64 = 1 << 30

    private let data: DataService
    private let directory: String
    private let logger: Logger

    /// - `directory`: its file system is the one whose space matters.
    public init(data: DataService, directory: String, logger: Logger) {
        (self.data, self.directory, self.logger) = (data, directory, logger)
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.tidy()
                // Cancelled: the server shuts down, which is no failure of this service.
                try? await Task.sleep(for: Self.period)
            }
        }
    }

    private func tidy() async {
        warnOfShortage()
        do {
            let report = try await data.prune()
            guard !report.isEmpty else { return }
            logger.info(
                "pruned",
                metadata: [
                    "runs": "\(report.runs)", "events": "\(report.events)", "spools": "\(report.spools)",
                    "used_bytes": "\(report.usedBytes)",
                ])
        } catch is CancellationError {
        } catch {
            logger.warning("pruning failed and is tried again in an hour", metadata: ["error": "\(error)"])
        }
    }

    private func warnOfShortage() {
        var space = statvfs()
        guard statvfs(directory, &space) == 0 else { return }
        let free = UInt64(space.f_bavail) * UInt64(space.f_frsize)
        guard free < Self.shortage else { return }
        logger.warning(
            "the disk gets short: make room, or let SKEIN_RETENTION_DAYS or SKEIN_RETENTION_SIZE do it",
            metadata: ["free_bytes": "\(free)", "directory": "\(directory)"])
    }
}
