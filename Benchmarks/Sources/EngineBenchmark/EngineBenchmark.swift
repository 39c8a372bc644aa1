import Foundation

/// Measures the durable engine, each workload beside a bare SQLite loop that writes the same rows in as many commits.
///
///     EngineBenchmark [--rounds 5] [--only <part of a name>] [--bare no] [--memory no] [--check thresholds.json]
///     EngineBenchmark --patterns only
@main
struct EngineBenchmark {
    static func main() async throws {
        let options = try Options(CommandLine.arguments.dropFirst())
        if options.measuresPatterns { return try await PatternMeasurement.taken().print() }
        var report = Report()
        if options.measuresMemory { report.memory = try await MemoryMeasurement.all() }
        for workload in Workload.all where options.includes(workload.name) {
            let rounds = try await Round.all(of: workload, count: options.rounds, withBare: options.measuresBare)
            report.add(workload, rounds)
        }
        report.print()
        guard let file = options.thresholds else { return }
        let shortfalls = try Thresholds(contentsOf: file).shortfalls(of: report)
        for shortfall in shortfalls { print("BELOW THE THRESHOLD: \(shortfall)") }
        if !shortfalls.isEmpty { exit(1) }
        print("all thresholds of \(file.lastPathComponent) are met")
    }
}
