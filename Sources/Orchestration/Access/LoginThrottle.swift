import Domain

/// Slows down who guesses passwords: by the name that is tried, and by the address it is tried from.
///
/// Every attempt counts as failed until it has succeeded, so that many at once gain nothing. What is kept is bounded.
struct LoginThrottle: Sendable {
    private struct Tally {
        var failures = 0
        var last: Timestamp
    }

    /// Failures that cost nothing; each further one doubles the wait, which begins with some seconds.
    private static let freeByName = 5
    private static let freeByAddress = 20
    private static let shortestWait = 5.0
    private static let longestWait = 900.0
    private static let mostTallies = 10_000

    private var names: [String: Tally] = [:]
    private var addresses: [String: Tally] = [:]

    /// Lets an attempt pass, or says how many seconds to wait.
    mutating func admit(_ name: String, from address: String, now: Timestamp) -> Int? {
        let waits = [
            Self.wait(names[name], free: Self.freeByName, now),
            Self.wait(addresses[address], free: Self.freeByAddress, now),
        ]
        if let wait = waits.compactMap(\.self).max() { return wait }
        Self.count(name, in: &names, now)
        Self.count(address, in: &addresses, now)
        return nil
    }

    /// The wait begins with the answer: finding out takes its time.
    mutating func failed(_ name: String, from address: String, now: Timestamp) {
        names[name]?.last = now
        addresses[address]?.last = now
    }

    mutating func succeeded(_ name: String, from address: String) {
        names[name] = nil
        addresses[address]?.failures -= 1
    }

    private static func wait(_ tally: Tally?, free: Int, _ now: Timestamp) -> Int? {
        guard let tally, tally.failures >= free else { return nil }
        let doublings = min(tally.failures - free, 20)
        let wait = min(shortestWait * Double(1 << doublings), longestWait) - now.seconds(since: tally.last)
        return wait > 0 ? max(1, Int(wait.rounded(.up))) : nil
    }

    private static func count(_ key: String, in tallies: inout [String: Tally], _ now: Timestamp) {
        if tallies[key] == nil, tallies.count >= mostTallies { makeRoom(in: &tallies, now) }
        var tally = tallies[key] ?? Tally(last: now)
        if now.seconds(since: tally.last) > longestWait { tally.failures = 0 }
        tally.failures += 1
        tally.last = now
        tallies[key] = tally
    }

    /// Forgets what is out of date; if nothing is, the oldest tenth.
    private static func makeRoom(in tallies: inout [String: Tally], _ now: Timestamp) {
        tallies = tallies.filter { now.seconds(since: $0.value.last) <= longestWait }
        guard tallies.count >= mostTallies else { return }
        for (key, _) in tallies.sorted(by: { $0.value.last < $1.value.last }).prefix(mostTallies / 10) {
            tallies[key] = nil
        }
    }
}
