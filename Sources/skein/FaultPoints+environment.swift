import DurableExecution
import Foundation
import Synchronization

extension FaultPoints {
    /// Lets a test end the server as a power cut would: `SKEIN_FAULT_POINT=stepCommitted:2` kills it when it comes to that
    /// point for the second time. Several, separated by commas, each kill it once per data directory, so that the next
    /// start goes on.
    static func fromEnvironment(_ environment: [String: String], dataDirectory: String) -> FaultPoints {
        let faults = (environment["SKEIN_FAULT_POINT"] ?? "").split(separator: ",").compactMap {
            PlannedFault($0, dataDirectory)
        }
        guard !faults.isEmpty else { return .none }
        return FaultPoints { reached in
            for fault in faults { fault.reach(reached) }
        }
    }
}

/// The end of the server at a point.
private final class PlannedFault: Sendable {
    private let point: FaultPoint
    private let left: Mutex<Int>
    /// A file that says that it happened.
    private let mark: String

    /// - Parameter text: such as `stepCommitted:2`; what names no point is no fault.
    init?(_ text: Substring, _ dataDirectory: String) {
        let parts = text.split(separator: ":")
        guard let point = parts.first.flatMap({ FaultPoint(rawValue: String($0)) }) else { return nil }
        self.point = point
        left = Mutex(parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
        mark = "\(dataDirectory)/fault-\(text)"
    }

    func reach(_ reached: FaultPoint) {
        guard reached == point else { return }
        let isDue = left.withLock { left in
            left -= 1
            return left == 0
        }
        let isFirst = isDue && open(mark, O_CREAT | O_EXCL | O_WRONLY, 0o600) >= 0
        if isFirst { kill(getpid(), SIGKILL) }
    }
}
