import Domain
public import DurableExecution
import Foundation
public import Persistence

/// The checks of what a server keeps.
extension HealthCheck {
    /// Reads.
    public static func database(_ store: Store) -> HealthCheck {
        HealthCheck("database") {
            do {
                return HealthFinding(.ok, "it answers; the newest event is \(try await store.newestCursor())")
            } catch {
                return HealthFinding(.fail, "it does not answer: \(error)")
            }
        }
    }

    /// Writes, durably: the server's own sign of life, which is small and allowed at any time.
    public static func journal(_ engine: RunEngine) -> HealthCheck {
        HealthCheck("journal") {
            do {
                try await engine.beat()
                return HealthFinding(.ok, "it takes durable writes")
            } catch {
                return HealthFinding(.fail, "it cannot be written: \(error). Runs wait, and none is lost")
            }
        }
    }

    /// - `warning`: below so many bytes somebody should make room.
    /// - `failure`: below so many the server says that it cannot work.
    public static func disk(_ directory: String, warning: Int64, failure: Int64) -> HealthCheck {
        HealthCheck("disk_space") {
            guard let free = await FileSystem.free(directory) else {
                return HealthFinding(.fail, "the file system of \(directory) does not answer")
            }
            let words = "\(free >> 20) MiB are free in \(directory)"
            if free < failure { return HealthFinding(.fail, "only \(words). Make room: a full disk stops every run") }
            return free < warning ? HealthFinding(.warn, "only \(words). Make room soon") : HealthFinding(.ok, words)
        }
    }

    /// Whether the machine's clock jumps, which moves deadlines, timers and the order of events.
    public static func clock() -> HealthCheck {
        let watch = ClockWatch.Shared()
        return HealthCheck("clock") {
            let jump = watch.look(wall: Date().timeIntervalSince1970, steady: .now)
            guard let jump else { return HealthFinding(.ok, "it runs evenly") }
            return HealthFinding(
                .warn, "it jumped by \(jump.rounded()) seconds within the last ten minutes. See to its synchronisation")
        }
    }
}

/// Asks the system about disks, on a thread of its own: a hung one keeps that thread, and nothing else.
enum FileSystem {
    private static let queue = DispatchQueue(label: "skein.disk")

    /// The bytes that this user may still write; nil when there is no such directory.
    static func free(_ directory: String) async -> Int64? {
        await withCheckedContinuation { continuation in
            queue.async {
                var space = statvfs()
                let isKnown = statvfs(directory, &space) == 0
                continuation.resume(returning: isKnown ? Int64(space.f_bavail) * Int64(space.f_frsize) : nil)
            }
        }
    }
}
