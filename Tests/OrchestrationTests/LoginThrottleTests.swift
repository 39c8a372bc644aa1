import Domain
import Testing

@testable import Orchestration

@Suite struct LoginThrottleTests {
    @Test("five failures of a name cost nothing, each further one doubles the wait, up to a quarter of an hour")
    func doubling() {
        var throttle = LoginThrottle()
        var time: Int64 = 0
        for number in 0..<5 { #expect(throttle.admit("ada", from: "a\(number)", now: at(0)) == nil) }
        var waits: [Int] = []
        for number in 0..<13 {
            let wait = throttle.admit("ada", from: "b\(number)", now: at(time)) ?? 0
            waits.append(wait)
            time += Int64(wait)
            #expect(throttle.admit("ada", from: "c\(number)", now: at(time)) == nil)
        }
        #expect(waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900])
        #expect(throttle.admit("grace", from: "d", now: at(time)) == nil)
    }

    @Test("an address that tries many names is slowed down too, and success forgives the name")
    func addresses() {
        var throttle = LoginThrottle()
        for number in 0..<20 { #expect(throttle.admit("user\(number)", from: "a", now: at(0)) == nil) }
        #expect(throttle.admit("another", from: "a", now: at(0)) == 5)
        #expect(throttle.admit("another", from: "b", now: at(0)) == nil)
        for _ in 0..<4 { #expect(throttle.admit("ada", from: "b", now: at(0)) == nil) }
        throttle.succeeded("ada", from: "b")
        for _ in 0..<5 { #expect(throttle.admit("ada", from: "b", now: at(0)) == nil) }
    }

    @Test("failures are forgotten after a quarter of an hour, and what is kept is bounded")
    func forgetting() {
        var throttle = LoginThrottle()
        for _ in 0..<5 { _ = throttle.admit("ada", from: "a", now: at(0)) }
        #expect(throttle.admit("ada", from: "a", now: at(0)) == 5)
        throttle.failed("ada", from: "a", now: at(3))
        #expect(throttle.admit("ada", from: "a", now: at(5)) == 3)
        #expect(throttle.admit("ada", from: "a", now: at(1000)) == nil)
        #expect(throttle.admit("ada", from: "a", now: at(1000)) == nil)
        for number in 0..<12_000 { _ = throttle.admit("n\(number)", from: "x\(number)", now: at(1001)) }
        #expect(Mirror(reflecting: throttle).children.allSatisfy { Mirror(reflecting: $0.value).children.count <= 10_000 })
    }

    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }
}
