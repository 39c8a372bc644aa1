import Metrics
import Synchronization

/// Spans that wait for the collector. Adding one never waits; when it is full, the span is lost and counted.
public final class SpanQueue: Sendable {
    private struct State {
        var spans: [FinishedSpan] = []
        var isHurried = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    private let batch: Int
    private let state = Mutex(State())
    private let dropped = Counter(label: "skein_spans_dropped_total")

    /// - Parameters:
    ///   - capacity: how many spans may wait.
    ///   - batch: so many are sent without waiting for more.
    public init(capacity: Int = 2048, batch: Int = 512) {
        self.capacity = capacity
        self.batch = batch
        dropped.increment(by: 0)
    }

    func add(_ span: FinishedSpan) {
        let (isLost, isFull) = state.withLock { state in
            guard state.spans.count < capacity else { return (true, false) }
            state.spans.append(span)
            return (false, state.spans.count == batch)
        }
        if isLost { lose(1) }
        if isFull { flush() }
    }

    func lose(_ count: Int) {
        dropped.increment(by: count)
    }

    /// Takes one batch out, the oldest first.
    func take() -> [FinishedSpan] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(batch))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }
}

// MARK: - Waiting for spans

extension SpanQueue {
    /// Has whatever waits sent now.
    func flush() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            state.isHurried = state.waiter == nil
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when a batch is full, when what waits is to be sent now, after a time, or when the task is cancelled.
    func waitForCompany(_ delay: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            // Cancelled: it is time to send.
            group.addTask { try? await Task.sleep(for: delay) }
            group.addTask { await self.hurried() }
            await group.next()
            group.cancelAll()
        }
    }

    private func hurried() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if Task.isCancelled || state.isHurried {
                        state.isHurried = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
