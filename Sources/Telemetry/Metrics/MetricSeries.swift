import Metrics
import Synchronization

/// One number that is counted up, or set, without a lock.
final class ScalarSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func increment(by amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func decrement(by amount: Double) { increment(by: -amount) }
    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
    func set(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func record(_ value: Int64) { set(Double(value)) }
    /// A counter starts anew with its process, and never before.
    func reset() {}
}

/// How often values fell into which range.
final class HistogramSeries: RecorderHandler, TimerHandler {
    struct Figures {
        /// By range, the last one without an end.
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: Mutex<Figures>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Figures(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var figures: Figures { state.withLock { $0 } }

    func record(_ value: Double) {
        // A handful of bounds: looking through them is faster than halving.
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { figures in
            figures.counts[place] += 1
            figures.sum += value
        }
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
