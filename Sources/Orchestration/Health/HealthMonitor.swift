import DurableExecution
public import ServiceLifecycle
import Synchronization

/// Looks after a server's health in the background, so that asking for it never hangs, whatever does.
///
/// Each check is looked at by a task of its own, every now and then and whenever somebody asks, once a second at most. An
/// answer waits for fresh findings for a bounded time; a check that has not come back by then has failed.
public final class HealthMonitor: Service {
    private struct Standing {
        var began: ContinuousClock.Instant?
        var found: HealthFinding?
        /// When the look began that found it.
        var lookedAt: ContinuousClock.Instant?
        var took = Duration.zero
    }

    private struct State {
        var standings: [Standing]
        var waiting: [ObjectIdentifier: Bell] = [:]
    }

    private let checks: [HealthCheck]
    private let patience: Duration
    private let period: Duration
    private let freshness: Duration
    private let state: Mutex<State>
    /// Each has its check looked at again.
    private let wakes: [Bell]

    /// - `patience`: how long a check may take.
    /// - `period`: how often a check is looked at when nobody asks.
    /// - `freshness`: how old a finding may be that is told.
    public init(
        _ checks: [HealthCheck], patience: Duration = .seconds(2), period: Duration = .seconds(15),
        freshness: Duration = .seconds(1)
    ) {
        self.checks = checks
        self.patience = patience
        self.period = period
        self.freshness = freshness
        state = Mutex(State(standings: checks.map { _ in Standing() }))
        wakes = checks.map { _ in Bell() }
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for index in self.checks.indices { group.addTask { await self.look(after: index) } }
            }
        }
    }

    private func look(after index: Int) async {
        while !Task.isCancelled {
            let began = ContinuousClock.now
            state.withLock { $0.standings[index].began = began }
            let finding = await checks[index].look()
            let waiting = state.withLock { state in
                state.standings[index] = Standing(
                    found: finding, lookedAt: began, took: ContinuousClock.now - began)
                return Array(state.waiting.values)
            }
            for bell in waiting { bell.ring() }
            _ = await wakes[index].heard(within: period)
        }
    }

    /// What every check finds now, or found a moment ago.
    public func report() async -> HealthReport {
        let asked = ContinuousClock.now
        let bell = Bell()
        state.withLock { $0.waiting[ObjectIdentifier(bell)] = bell }
        defer { state.withLock { _ = $0.waiting.removeValue(forKey: ObjectIdentifier(bell)) } }
        for index in stale(since: asked - freshness) { wakes[index].ring() }
        while !Task.isCancelled, !stale(since: asked - freshness).isEmpty {
            let left = asked + patience - .now
            guard left > .zero, await bell.heard(within: left) else { break }
        }
        return report(since: asked - freshness)
    }

    private func stale(since moment: ContinuousClock.Instant) -> [Int] {
        state.withLock { state in
            state.standings.indices.filter { index in state.standings[index].lookedAt.map { $0 < moment } ?? true }
        }
    }

    private func report(since moment: ContinuousClock.Instant) -> HealthReport {
        let standings = state.withLock { $0.standings }
        return HealthReport(
            entries: zip(checks, standings).map { check, standing in
                if let found = standing.found, let at = standing.lookedAt, at >= moment {
                    return .init(name: check.name, finding: found, milliseconds: Self.milliseconds(standing.took))
                }
                let since = standing.began.map { ContinuousClock.now - $0 } ?? patience
                return .init(
                    name: check.name, finding: HealthFinding(.fail, "no answer within \(patience)"),
                    milliseconds: Self.milliseconds(since))
            })
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) / 1e15
    }
}
