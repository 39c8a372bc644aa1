import Domain
import DurableExecution
import Foundation
import Logging
import Persistence
import SQL
import SQLiteDriver
import ServiceLifecycle
import Synchronization

struct Chain: Workflow {
    static let name = "chain"; static let version = 1
    func run(_ c: WorkflowContext, _ n: Int) async throws -> Int {
        var s = 0
        for i in 0..<n { s += try await c.step("s") { _ in i } }
        return s
    }
}
struct Fan: Workflow {
    static let name = "fan"; static let version = 1
    func run(_ c: WorkflowContext, _ n: Int) async throws -> Int {
        let r = try await c.parallel("f", Array(0..<n), key: { String($0) }) { c, i in try await c.step("s") { _ in i } }
        return try r.reduce(0) { $0 + (try $1.get()) }
    }
}
final class Done: Sendable {
    let left = Mutex<(Int, CheckedContinuation<Void, Never>?)>((0, nil))
    func heard(_ n: Int) {
        let c = left.withLock { s -> CheckedContinuation<Void, Never>? in
            s.0 -= n
            if s.0 <= 0, let c = s.1 { s.1 = nil; return c }
            return nil
        }
        c?.resume()
    }
    func wait(_ n: Int) async {
        await withCheckedContinuation { c in
            let now = left.withLock { s -> Bool in
                s.0 += n; if s.0 <= 0 { return true }; s.1 = c; return false
            }
            if now { c.resume() }
        }
    }
}
func cpu() -> Double {
    var u = rusage(); getrusage(RUSAGE_SELF.rawValue == 0 ? 0 : 0, &u);
    return Double(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + Double(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6
}
let dir = URL(filePath: "/tmp/skein-bench-\(getpid())");
try FileManager.default.createDirectory(at: dir, withIntermediateDirectories: true)
let db = try SQLiteDatabase(path: dir.path + "/b.db")
try await Schema.migrator.migrate(db)
let done = Done()
let store = Store(
    database: db,
    publish: { ev in
        let n = ev.count { $0.event.name == "completed" }; if n > 0 { done.heard(n) }
    })
var reg = WorkflowRegistry(); reg.register(Chain()); reg.register(Fan())
let engine = RunEngine(
    journal: StoreJournal(store), workflows: reg,
    configuration: .init(
        limits: [.work: 100, .coordination: 100], makeID: { RunID(rawValue: ExecutionID.make().rawValue) }), owner: "b",
    logger: Logger(label: "b"))
let group = ServiceGroup(configuration: .init(services: [.init(service: engine)], logger: Logger(label: "g")))
let t = Task { try await group.run() }
@Sendable func id() -> RunID { RunID(rawValue: ExecutionID.make().rawValue) }
func measure(_ what: String, _ steps: Int, _ body: () async throws -> Void) async throws {
    let c0 = cpu(), t0 = Date()
    try await body()
    let dt = Date().timeIntervalSince(t0), dc = cpu() - c0
    print(
        String(format: "%@: %.0f steps/s, %.0f us cpu/step, %.3f s", what, Double(steps) / dt, dc / Double(steps) * 1e6, dt))
}
for _ in 0..<3 {
    try await measure("1x100", 100) {
        _ = try await engine.start(Chain.self, 100, id: id()); await done.wait(1)
    }
    try await measure("1x1000", 1000) {
        _ = try await engine.start(Chain.self, 1000, id: id()); await done.wait(1)
    }
    try await measure("fan 100", 100) {
        _ = try await engine.start(Fan.self, 100, id: id()); await done.wait(1)
    }
    try await measure("100x10", 1000) {
        await withTaskGroup(of: Void.self) { g in
            for _ in 0..<100 { g.addTask { _ = try? await engine.start(Chain.self, 10, id: id()) } }
        }
        await done.wait(100)
    }
    try await measure("1000x5", 5000) {
        await withTaskGroup(of: Void.self) { g in
            for _ in 0..<1000 { g.addTask { _ = try? await engine.start(Chain.self, 5, id: id()) } }
        }
        await done.wait(1000)
    }
}
await group.triggerGracefulShutdown(); try await t.value
try? FileManager.default.removeItem(at: dir)
