import Domain
public import Foundation
import ModelBackends
import Synchronization
import Testing

/// The real server as a process, to be used, killed and started again like an operator's.
///
/// It has a directory of its own with an empty HOME in it, and an environment that holds only what the test says.
public final class SkeinServer: Sendable {
    /// In the environment of everything it starts, so that nothing can be left behind.
    static let marker = "SKEIN_TEST_BED"

    public let directory: URL
    /// Everything the server tells, through all of its lives.
    public let events = EventFollower()
    private let environment: [String: String]
    private let wrapper: [String]
    private let process = Mutex<SpawnedProcess?>(nil)
    private let port = Mutex<Int?>(nil)
    private let lives = Mutex(0)

    /// Starts a server for the time of the body; at the end nothing of it may be left but files.
    /// - Parameters:
    ///   - environment: besides `PATH`, `HOME`, data directory and port.
    ///   - wrapper: a command that becomes the server, whose command line is added to it.
    ///   - prepare: lays out its data directory before the first start.
    public static func with<Result>(
        _ environment: [String: String] = [:], wrapper: [String] = [], prepare: ((URL) async throws -> Void)? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (SkeinServer) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let server = try SkeinServer(directory, environment, wrapper)
            if let prepare {
                try FileManager.default.createDirectory(at: server.data, withIntermediateDirectories: true)
                try await prepare(server.data)
            }
            defer { server.endEverything() }
            try await server.start()
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await server.events.follow({ server.address }, token: { server.adminToken }) }
                defer { group.cancelAll() }
                do {
                    let result = try await body(server)
                    try await server.expectNothingLeft()
                    return result
                } catch {
                    Issue.record("the server said:\n\(server.log.suffix(6000))")
                    if let copy = getenv("SKEIN_TEST_KEEP") {
                        try? FileManager.default.copyItem(atPath: directory.path, toPath: String(cString: copy))
                    }
                    throw error
                }
            }
        }
    }

    private init(_ directory: URL, _ further: [String: String], _ wrapper: [String]) throws {
        self.wrapper = wrapper
        self.directory = directory
        let home = directory.appending(path: "home")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let variables = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home.path, "LANG": "C.UTF-8", "SKEIN_PORT": "0",
            "SKEIN_DATA_DIR": directory.appending(path: "data").path, "SKEIN_CHILD_ENV": Self.marker,
            Self.marker: directory.path,
        ]
        environment = variables.merging(further) { _, chosen in chosen }
    }

    /// How often it was started.
    public var starts: Int { lives.withLock { $0 } }

    public var data: URL { directory.appending(path: "data") }

    /// Nil while it does not run.
    public var address: String? { port.withLock { $0.map { "http://127.0.0.1:\($0)" } } }

    /// What the server wrote to its error stream, through all of its lives.
    public var log: String {
        // No file: it never ran.
        (try? String(contentsOf: directory.appending(path: "server.log"), encoding: .utf8)) ?? ""
    }
}

// MARK: - Its life

extension SkeinServer {
    /// Starts it and returns when it listens.
    /// - Throws: ``WaitedInVain`` with what it wrote.
    public func start() async throws {
        let log = open(directory.appending(path: "server.log").path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { for file in [log, nothing] { close(file) } }
        let spawned = try SpawnedProcess(
            wrapper + [try SkeinBinary.path(), "serve"], environment: environment, directory: directory.path,
            descriptors: [nothing, log, log])
        process.withLock { $0 = spawned }
        lives.withLock { $0 += 1 }
        let port = try await eventually("the server to listen") { () async throws -> Int? in
            if let port = self.announcedPort(of: spawned) { return port }
            guard waitpid(spawned.pid, nil, WNOHANG) == spawned.pid else { return nil }
            self.process.withLock { $0 = nil }
            throw EndedAtStart()
        }
        self.port.withLock { $0 = port }
    }

    /// It was gone before it listened, as a fault point may want it.
    private struct EndedAtStart: Error {}

    /// As a power cut would: no warning, no last words.
    public func kill() async throws {
        try await end(with: SIGKILL)
    }

    /// Its data directory as it sees it itself, which may have a file system of its own.
    public var seenData: URL {
        URL(filePath: "/proc/\(process.withLock { $0?.pid ?? 0 })/root\(data.path)")
    }

    /// Finds it again after it began anew by itself.
    public func findAgain() async throws {
        guard let spawned = process.withLock({ $0 }) else { return }
        let port = try await eventually("the server to listen again") { self.announcedPort(of: spawned) }
        self.port.withLock { $0 = port }
    }

    /// As an operator would.
    public func terminate() async throws {
        try await end(with: SIGTERM)
    }

    public func killAndRestart() async throws {
        try await kill()
        try await start()
    }

    /// Starts it again where it ended by itself, or at a fault point.
    /// - Returns: false when it lives.
    public func startAgainIfDead() async throws -> Bool {
        guard let pid = process.withLock({ $0?.pid }) else { return false }
        let isDead = try await Self.hasEnded(pid)
        guard isDead else { return false }
        port.withLock { $0 = nil }
        process.withLock { $0 = nil }
        while true {
            do {
                try await start()
                return true
            } catch is EndedAtStart {
                continue
            }
        }
    }

    /// A connection is torn a moment before its process can be seen to be gone.
    private static func hasEnded(_ pid: pid_t) async throws -> Bool {
        for _ in 0..<50 {
            if waitpid(pid, nil, WNOHANG) == pid { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Kills the server and everything it started, as the machine's end would.
    public func killEverything() async throws {
        try await kill()
        try await eventually("everything to be gone") {
            for pid in self.processes { Glibc.kill(pid, SIGKILL) }
            return self.processes.isEmpty ? true : nil
        }
    }

    /// Stops its clock without its noticing; ``kill()`` still works.
    public func freeze() {
        process.withLock { _ = $0.map { Glibc.kill($0.pid, SIGSTOP) } }
    }

    private func end(with signal: CInt) async throws {
        guard let pid = process.withLock({ $0?.pid }) else { return }
        port.withLock { $0 = nil }
        Glibc.kill(pid, signal)
        try await eventually("the server to end") { waitpid(pid, nil, WNOHANG) == pid ? true : nil }
        process.withLock { $0 = nil }
    }

    /// What `server.json` says, once this process has written it.
    private func announcedPort(of process: SpawnedProcess) -> Int? {
        // Not there yet, or of an earlier life.
        guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/\(process.pid)/root\(data.path)/server.json")),
            let json = try? JSONValue(parsing: bytes), json["pid"]?.integerValue == Int64(process.pid)
        else { return nil }
        return json["port"]?.integerValue.map(Int.init)
    }
}

// MARK: - What it costs

extension SkeinServer {
    /// How much memory the server holds now.
    public var residentBytes: Int {
        get throws {
            let pid = process.withLock { $0?.pid ?? 0 }
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
            return (line.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
        }
    }
}

extension SkeinServer {
    /// The paths of the files it holds open now.
    public var openFiles: [String] {
        get throws {
            let pid = process.withLock { $0?.pid ?? 0 }
            let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")
            // A descriptor may be closed meanwhile.
            return descriptors.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\($0)")
            }
        }
    }
}

// MARK: - What it leaves behind

extension SkeinServer {
    /// Every process of this server's calls: shims, agents, their tools.
    public var processes: [pid_t] {
        allProcesses.filter { !isSpareShim($0) }
    }

    /// Shims that wait for a call.
    public var spareShims: [pid_t] {
        allProcesses.filter(isSpareShim)
    }

    private var allProcesses: [pid_t] {
        let own = process.withLock { $0?.pid }
        return ProcessTree.processes(with: Self.marker, directory.path).filter { $0 != own }
    }

    /// A shim without a call holds no call's lock.
    private func isSpareShim(_ pid: pid_t) -> Bool {
        guard ProcessTree.variable(ProcessTree.marker, of: pid) == nil else { return false }
        // Gone meanwhile: no process of a call either.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []
        return !files.contains { file in
            // It may be closed meanwhile.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(file)")
            return target?.hasSuffix("/lock") ?? false
        }
    }

    /// The agents and their tools: what carries the id of a call.
    public var agentProcesses: [pid_t] {
        processes.filter { ProcessTree.variable(ProcessTree.marker, of: $0) != nil }
    }

    /// The processes that keep the agents' processes.
    public var shims: [pid_t] {
        processes.filter { ProcessTree.variable(ProcessTree.marker, of: $0) == nil }
    }

    private func expectNothingLeft() async throws {
        try await eventually("every process of its calls to be gone") { self.processes.isEmpty ? true : nil }
    }

    private func endEverything() {
        if let pid = process.withLock({ $0?.pid }) {
            Glibc.kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
        _ = ProcessTree.killAll { self.allProcesses }
    }
}
