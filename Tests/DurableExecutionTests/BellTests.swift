import Synchronization
import TestSupport
import Testing

@testable import DurableExecution

@Suite(.timeLimit(.minutes(10))) struct BellTests {
    @Test("rings while nobody listens are remembered as one")
    func remembered() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.heard()
        let clock = ManualClock()
        let waiting = Task { await bell.heard(orAt: clock.now() + .seconds(1), by: clock) }
        while clock.nextWake == nil { await Task.yield() }
        clock.advance(by: .seconds(1))
        await waiting.value
    }

    @Test("a wait that ended by the clock leaves the bell working: the next one ends only when it rings")
    func reusable() async {
        let bell = Bell()
        let clock = ManualClock()
        await bell.heard(orAt: clock.now(), by: clock)
        let rung = Mutex(false)
        let listener = Task {
            await bell.heard()
            return rung.withLock { $0 }
        }
        for _ in 0..<100 { await Task.yield() }
        rung.withLock { $0 = true }
        bell.ring()
        #expect(await listener.value)
    }

    @Test("a listener whose task is cancelled is let go")
    func cancelled() async {
        let bell = Bell()
        let listener = Task { await bell.heard() }
        listener.cancel()
        await listener.value
        bell.ring()
        await bell.heard()
    }

    @Test("a ring wakes the listener")
    func rung() async {
        let bell = Bell()
        let listener = Task { await bell.heard() }
        bell.ring()
        await listener.value
    }

    @Test("it says whether it rang or the time was up, and an alarm that comes too late ends no later wait")
    func alarm() async {
        let bell = Bell()
        #expect(await bell.heard(within: .zero) == false)
        bell.ring()
        #expect(await bell.heard(within: .seconds(60)) == true)
        for _ in 0..<200 {
            let ringing = Task {
                try? await Task.sleep(for: .microseconds(300))
                bell.ring()
            }
            // Ring and alarm come at about the same time; whichever is late is for nobody.
            if await bell.heard(within: .microseconds(300)) == false { await bell.heard() }
            await ringing.value
        }
        let waiting = Task { await bell.heard(within: .seconds(60)) }
        for _ in 0..<100 { await Task.yield() }
        bell.ring()
        #expect(await waiting.value)
    }

    @Test("a listener whose task is cancelled while it waits for a time is let go")
    func cancelledAlarm() async {
        let bell = Bell()
        let waiting = Task { await bell.heard(within: .seconds(600)) }
        for _ in 0..<100 { await Task.yield() }
        waiting.cancel()
        #expect(await waiting.value == false)
    }
}
