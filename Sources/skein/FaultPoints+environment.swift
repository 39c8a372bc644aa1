import DurableExecution
import Foundation
import Synchronization

extension FaultPoints {
    /// Lets a test end the server as a power cut would: `SKEIN_FAULT_POINT=stepCommitted:2` kills it when it comes to that
    /// point for the second time. It happens once per data directory, so that the next start goes on.
    static func fromEnvironment(_ environment: [String: String], dataDirectory: String) -> FaultPoints {
        let parts = (environment["SKEIN_FAULT_POINT"] ?? "").split(separator: ":")
        guard let point = parts.first.flatMap({ FaultPoint(rawValue: String($0)) }) else { return .none }
        let left = Mutex(parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
        let mark = "\(dataDirectory)/fault-\(point.rawValue)"
        return FaultPoints { reached in
            guard reached == point else { return }
            let isDue = left.withLock { left in
                left -= 1
                return left == 0
            }
            let isFirst = isDue && open(mark, O_CREAT | O_EXCL | O_WRONLY, 0o600) >= 0
            if isFirst { kill(getpid(), SIGKILL) }
        }
    }
}
