import DurableExecution
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// What many runs at once cost in resident memory, above the same server idle.
struct MemoryMeasurement {
    let name: String
    let runs: Int
    let bytesAboveIdle: Int

    var bytesPerRun: Int { bytesAboveIdle / runs }

    private static let runs = 10_000

    static func all() async throws -> [MemoryMeasurement] {
        try await withScratchDirectory { directory in
            let gate = Gate()
            let file = directory.appending(path: "memory.db")
            return try await Server.with(file, atOnce: runs, [Thinking(gate: gate), Asking()]) { server in
                try await warmUp(server)
                let idle = residentBytes()
                try await start(Asking.self, runs, on: server)
                await server.parked.heard(runs)
                let parked = residentBytes()
                try await start(Thinking.self, runs, on: server)
                await gate.arrivals.heard(runs)
                let thinking = residentBytes()
                gate.open()
                await server.completions.heard(runs)
                return [
                    MemoryMeasurement(name: "parked on a person", runs: runs, bytesAboveIdle: parked - idle),
                    MemoryMeasurement(name: "a model is thinking", runs: runs, bytesAboveIdle: thinking - parked),
                ]
            }
        }
    }

    /// Caches and pools take their size before anything is measured.
    private static func warmUp(_ server: Server) async throws {
        try await start(Asking.self, 1000, on: server)
        await server.parked.heard(1000)
    }

    private static func start<Started: Workflow>(_ workflow: Started.Type, _ count: Int, on server: Server) async throws
    where Started.Input == String {
        for batch in 0..<count / 100 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        _ = try await server.engine.start(Started.self, "run \(batch) \(number)", id: .make())
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// What this process holds now.
    static func residentBytes() -> Int {
        releaseFreedMemory()
        guard let statm = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            preconditionFailure("memory can be measured on Linux only")
        }
        return Int(statm.split(separator: " ")[1])! * Int(getpagesize())
    }
}

/// Gives back what the allocator keeps of freed memory, so that only what is in use is measured (`malloc_trim`, which the
/// C library does not export to Swift).
private func releaseFreedMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)(0)
}

/// Holds every run in the middle of a step, as a slow model does.
final class Gate: Sendable {
    let arrivals = Counter()
    private let waiters = Mutex<[CheckedContinuation<Void, Never>]>([])

    func pass() async {
        await withCheckedContinuation { continuation in
            waiters.withLock { $0.append(continuation) }
            arrivals.add(1)
        }
    }

    func open() {
        for waiter in waiters.withLock({ $0 }) { waiter.resume() }
    }
}

/// One step, in which a model thinks.
struct Thinking: Workflow {
    static let name = "thinking"
    static let version = 1

    let gate: Gate

    func run(_ context: WorkflowContext, _ prompt: String) async throws -> String {
        try await context.step("think") { _ in
            await gate.pass()
            return prompt
        }
    }
}

/// One question to a person.
struct Asking: Workflow {
    static let name = "asking"
    static let version = 1

    func run(_ context: WorkflowContext, _ prompt: String) async throws -> String {
        try await context.waitForInput("ask", question: ["text": prompt])
    }
}
