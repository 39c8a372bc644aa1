public import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The spools of all calls, as those see them who keep or remove them.
public struct CallSpools: Sendable {
    private let root: String

    /// - Parameter root: the directory of all calls; it need not be there.
    public init(root: String) {
        self.root = root
    }

    /// The files that a call has left, with paths below the root; what only counts while a process lives is none of them.
    public func files(of callID: String) -> [String] {
        let spool = CallSpool(root: root, callID: callID)
        let name = URL(filePath: spool.directory).lastPathComponent
        return spool.legs.flatMap { leg in
            Self.names(in: leg.directory).filter { $0 != "socket" }.map { "\(name)/\(leg.number)/\($0)" }
        }
    }

    public func path(of file: String) -> String { "\(root)/\(file)" }

    /// The name of every spool, with the run whose call it was and when it was touched last.
    public var all: [(name: String, run: String, touchedAt: Timestamp)] {
        Self.names(in: root).filter { !$0.hasSuffix(".lock") }.map { name in
            let legs = CallSpool(directory: "\(root)/\(name)").legs.map(\.directory)
            let files = legs.flatMap { leg in Self.names(in: leg).map { "\(leg)/\($0)" } } + ["\(root)/\(name)"]
            return (name, Self.run(of: name), files.map(Self.touchedAt).max() ?? Timestamp(milliseconds: 0))
        }
    }

    /// Removes a call's spool, unless its shim lives. - Returns: whether it is gone.
    public func remove(callID: String) -> Bool {
        remove(CallSpool(root: root, callID: callID))
    }

    /// Removes a spool by its name, unless its shim lives. - Returns: whether it is gone.
    public func remove(named name: String) -> Bool {
        remove(CallSpool(directory: "\(root)/\(name)"))
    }

    /// Ends every process of every call that has left something: nobody will ask what comes of it.
    public func endAll() {
        for name in Self.names(in: root) where !name.hasSuffix(".lock") {
            let spool = CallSpool(directory: "\(root)/\(name)")
            if let lock = try? spool.lock() {  // it cannot be taken: its shim lives, or nothing can be done
                close(lock)
            } else {
                _ = ProcessTree.killAll { ProcessTree.marked(with: spool.callID) }
            }
        }
    }

    /// What all spools take, in bytes.
    public var bytes: Int64 {
        guard let files = FileManager.default.enumerator(atPath: root) else { return 0 }
        return files.reduce(0) { sum, file in
            sum + (Self.attributes(of: "\(root)/\(file)").map { Int64($0.st_size) } ?? 0)
        }
    }

    private func remove(_ spool: CallSpool) -> Bool {
        guard FileManager.default.fileExists(atPath: spool.directory) else { return true }
        // A spool that cannot be locked or removed now is looked at again the next time.
        guard let lock = try? spool.lock() else { return false }
        defer { close(lock) }
        return (try? FileManager.default.removeItem(atPath: spool.directory)) != nil
    }

    /// A call's id begins with its run's.
    private static func run(of name: String) -> String {
        String((name.removingPercentEncoding ?? name).prefix { $0 != "/" })
    }

    private static func names(in directory: String) -> [String] {
        // No directory: nothing in it.
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    private static func touchedAt(_ path: String) -> Timestamp {
        Timestamp(milliseconds: attributes(of: path).map { Int64($0.st_mtim.tv_sec) * 1000 } ?? 0)
    }

    private static func attributes(of path: String) -> stat? {
        var attributes = stat()
        return lstat(path, &attributes) == 0 ? attributes : nil
    }
}
