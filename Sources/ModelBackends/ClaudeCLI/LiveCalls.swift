import Foundation
import Synchronization

/// The calls of the CLI that a server carries, and what their processes hold of the machine.
final class LiveCalls: Sendable {
    private let ids = Mutex<[String: Int]>([:])

    func begin(_ id: String) {
        ids.withLock { $0[id, default: 0] += 1 }
    }

    func end(_ id: String) {
        ids.withLock { ids in
            let left = (ids[id] ?? 1) - 1
            ids[id] = left > 0 ? left : nil
        }
    }

    /// Looks at every process of the machine; not to be called where nothing may block.
    var load: ClaudeCLILoad {
        let ids = Set(ids.withLock { $0.keys })
        guard !ids.isEmpty else { return ClaudeCLILoad() }
        let processes = ProcessTree.processes(ofCall: ids.contains)
        return ClaudeCLILoad(
            processes: processes.count, residentBytes: processes.map(ProcessTree.residentBytes(of:)).reduce(0, +))
    }
}

/// What the CLI's processes hold of the machine.
public struct ClaudeCLILoad: Sendable, Hashable {
    /// With their tools, as far as they run as processes.
    public var processes = 0
    public var residentBytes = 0
}

extension ClaudeCLIBackend {
    /// What the processes of all calls hold now. It reads `/proc` on a thread of its own.
    public func load() async -> ClaudeCLILoad {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { [calls] in continuation.resume(returning: calls.load) }
        }
    }
}

extension ProcessTree {
    /// Every living process of a call that is asked for.
    static func processes(ofCall isWanted: (String) -> Bool) -> [pid_t] {
        all().filter { pid in variable(marker, of: pid).map(isWanted) ?? false }
    }

    /// What a process holds of the machine's memory; nought when it is gone.
    static func residentBytes(of pid: pid_t) -> Int {
        // Gone meanwhile.
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
