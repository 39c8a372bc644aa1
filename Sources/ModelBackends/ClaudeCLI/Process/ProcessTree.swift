import Foundation

#if canImport(Glibc)
    package import Glibc
#endif

/// Finds processes by descent and by what stands in their environment, and ends them.
package enum ProcessTree {
    /// In the environment of everything a call starts; its value is the call's id.
    package static let marker = "SKEIN_CALL_ID"

    /// Every living descendant of a process, whatever group or session it is in.
    static func descendants(of root: pid_t) -> [pid_t] {
        let parents = Dictionary(uniqueKeysWithValues: all().compactMap { pid in parent(of: pid).map { (pid, $0) } })
        var found: [pid_t] = []
        var frontier = [root]
        while let current = frontier.popLast() {
            let children = parents.filter { $0.value == current }.map(\.key)
            found += children
            frontier += children
        }
        return found
    }

    /// Every living process that a call left behind.
    static func marked(with callID: String) -> [pid_t] {
        processes(with: marker, callID)
    }

    /// Every living process with this variable in the environment it was started with.
    package static func processes(with name: String, _ value: String) -> [pid_t] {
        all().filter { variable(name, of: $0) == value && parent(of: $0) != nil }
    }

    /// A variable of the environment a process was started with; nil also for processes of other users.
    package static func variable(_ name: String, of pid: pid_t) -> String? {
        guard let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return nil }
        let prefix = Array("\(name)=".utf8)
        let entry = environment.split(separator: 0).first { $0.starts(with: prefix) }
        return entry.map { String(decoding: $0.dropFirst(prefix.count), as: UTF8.self) }
    }

    /// Kills processes until none is left, for some seconds at most. - Returns: how many there were at first.
    /// - Parameter reap: takes notice of the caller's own children that have ended.
    package static func killAll(reap: () -> Void = {}, _ find: () -> [pid_t]) -> Int {
        let first = find().count
        for _ in 0..<200 {
            let living = find()
            if living.isEmpty { break }
            for pid in living { kill(pid, SIGKILL) }
            usleep(10_000)
            reap()
        }
        return first
    }

    static func all() -> [pid_t] {
        // Without /proc there is nothing to look through.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(pid_t.init)
    }

    /// The parent of a process; nil when it is gone or only waits to be reaped.
    private static func parent(of pid: pid_t) -> pid_t? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        // The second field is the name in parentheses and may hold anything; state and parent follow its last one.
        let fields = String(decoding: data, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 1, fields[0] != "Z", fields[0] != "X" else { return nil }
        return pid_t(fields[1])
    }
}
