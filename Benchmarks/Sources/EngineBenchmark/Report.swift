import Foundation

/// What was measured, for people and for the thresholds.
struct Report {
    private(set) var workloads: [(workload: Workload, rounds: [Round])] = []
    var memory: [MemoryMeasurement] = []

    mutating func add(_ workload: Workload, _ rounds: [Round]) {
        workloads.append((workload, rounds))
    }

    /// The median ratio to the bare loop, by workload.
    var ratios: [String: Double] {
        Dictionary(
            uniqueKeysWithValues: workloads.compactMap { workload, rounds in
                let ratios = rounds.compactMap(\.ratio)
                return ratios.isEmpty ? nil : (workload.name, Spread(ratios).median)
            })
    }

    func print() {
        for (workload, rounds) in workloads {
            Swift.print("\n\(workload.name) (\(rounds.count) rounds, min / median / max)")
            line("engine, steps/s", rounds.map { Double(workload.steps) / $0.engine.seconds })
            line("engine, CPU us/step", rounds.map { $0.engine.cpuSeconds / Double(workload.steps) * 1e6 })
            line("engine, commits/step", rounds.map { Double($0.engine.commits) / Double(workload.steps) }, decimals: 3)
            let bare = rounds.compactMap(\.bare)
            guard !bare.isEmpty else { continue }
            line("bare SQLite, steps/s", bare.map { Double(workload.steps) / $0.seconds })
            line("bare SQLite, CPU us/step", bare.map { $0.cpuSeconds / Double(workload.steps) * 1e6 })
            line("engine / bare", rounds.compactMap(\.ratio), decimals: 2)
        }
        for measurement in memory {
            let megabytes = measurement.bytesAboveIdle / 1_000_000
            Swift.print("\n\(measurement.runs) runs, \(measurement.name): \(megabytes) MB above idle,")
            Swift.print("  \(measurement.bytesPerRun) bytes a run")
        }
    }

    private func line(_ name: String, _ values: [Double], decimals: Int = 0) {
        let spread = Spread(values)
        let figures = [spread.min, spread.median, spread.max].map { String(format: "%10.\(decimals)f", $0) }
        Swift.print("  \(name.padding(toLength: 26, withPad: " ", startingAt: 0))\(figures.joined())")
    }
}

/// The least, middle and greatest of some figures.
struct Spread {
    let min, median, max: Double

    /// - Parameter values: at least one.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        min = sorted[0]
        median = sorted[sorted.count / 2]
        max = sorted[sorted.count - 1]
    }
}
