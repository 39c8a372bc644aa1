import DurableExecution
import Foundation
public import ServiceLifecycle
import Synchronization

/// How loaded the machine is.
public struct SystemLoad: Sendable, Hashable {
    /// Of all cores together, 0–100, between the last two samples.
    public var cpuPercent = 0.0
    /// Of the machine's memory, 0–100.
    public var memoryPercent = 0.0
    /// Of the data directory's file system, 0–100.
    public var diskPercent = 0.0
    /// Of this process.
    public var uptimeSeconds = 0.0
    /// What this process holds of the machine's memory.
    public var residentBytes = 0
    /// What this process has had of all processors so far.
    public var processorSeconds = 0.0
    /// Files and sockets that this process holds open.
    public var openFiles = 0
}

/// Samples the machine's load every few seconds, so that asking for it never waits.
public final class SystemSampler: Service {
    private static let period = Duration.seconds(5)
    /// Reads what may block: a hung disk keeps this thread, and nothing else.
    private static let queue = DispatchQueue(label: "skein.sampler")

    private let directory: String
    private let started = ContinuousClock.now
    private let latest: Mutex<SystemLoad>
    private let ticks: Mutex<CPUTicks>

    /// - Parameter directory: its file system is the one whose space matters.
    public init(directory: String) {
        self.directory = directory
        latest = Mutex(SystemLoad())
        ticks = Mutex(CPUTicks.now())
        sample()
    }

    public var load: SystemLoad {
        var load = latest.withLock { $0 }
        load.uptimeSeconds = Double((ContinuousClock.now - started).milliseconds) / 1000
        return load
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Cancelled: the server shuts down, which is no failure of this service.
                try? await Task.sleep(for: Self.period)
                await self.sampleAside()
            }
        }
    }

    private func sampleAside() async {
        await withCheckedContinuation { continuation in
            Self.queue.async {
                self.sample()
                continuation.resume()
            }
        }
    }

    private func sample() {
        let now = CPUTicks.now()
        let cpu = ticks.withLock { before in
            defer { before = now }
            return now.percent(since: before)
        }
        let load = SystemLoad(
            cpuPercent: cpu, memoryPercent: Self.memoryPercent(), diskPercent: diskPercent(),
            residentBytes: Self.residentBytes(), processorSeconds: Self.processorSeconds(), openFiles: Self.openFiles())
        latest.withLock { $0 = load }
    }

    private static func memoryPercent() -> Double {
        var total = 0.0
        var available = 0.0
        for line in ProcFile.lines("/proc/meminfo") {
            let words = line.split(separator: " ")
            if line.hasPrefix("MemTotal:") { total = Double(words[1]) ?? 0 }
            if line.hasPrefix("MemAvailable:") { available = Double(words[1]) ?? 0 }
        }
        return total > 0 ? (1 - available / total) * 100 : 0
    }

    private static func residentBytes() -> Int {
        let pages = ProcFile.lines("/proc/self/statm").first?.split(separator: " ").dropFirst().first
        return (pages.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func processorSeconds() -> Double {
        var time = rusage()
        guard getrusage(CInt(RUSAGE_SELF.rawValue), &time) == 0 else { return 0 }
        let seconds = time.ru_utime.tv_sec + time.ru_stime.tv_sec
        return Double(seconds) + Double(time.ru_utime.tv_usec + time.ru_stime.tv_usec) / 1e6
    }

    private static func openFiles() -> Int {
        // No such directory: no figure.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }

    private func diskPercent() -> Double {
        var space = statvfs()
        guard statvfs(directory, &space) == 0, space.f_blocks > 0 else { return 0 }
        return (1 - Double(space.f_bavail) / Double(space.f_blocks)) * 100
    }
}

/// The processor's time counters.
private struct CPUTicks {
    var busy = 0.0
    var total = 0.0

    static func now() -> CPUTicks {
        guard let line = ProcFile.lines("/proc/stat").first else { return CPUTicks() }
        let figures = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        let idle = figures.count > 4 ? figures[3] + figures[4] : 0
        let total = figures.reduce(0, +)
        return CPUTicks(busy: total - idle, total: total)
    }

    func percent(since before: CPUTicks) -> Double {
        total > before.total ? (busy - before.busy) / (total - before.total) * 100 : 0
    }
}

private enum ProcFile {
    /// The lines of a file of the kernel's; none on a system without it.
    static func lines(_ path: String) -> [Substring] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }  // no such file: no figures
        return text.split(separator: "\n")
    }
}
