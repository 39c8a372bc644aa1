import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What some work took.
struct Measurement {
    var seconds: Double
    /// Of all threads of this process.
    var cpuSeconds: Double
    /// Each is one flush to disk.
    var commits = 0

    static func of(_ work: () async throws -> Void) async rethrows -> Measurement {
        let (start, cpu) = (ContinuousClock.now, cpuSecondsSoFar())
        try await work()
        return Measurement(seconds: (ContinuousClock.now - start) / .seconds(1), cpuSeconds: cpuSecondsSoFar() - cpu)
    }

    private static func cpuSecondsSoFar() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }
}
