import Domain
import TestSupport
import Testing

@testable import Orchestration

@Suite struct RecentLogTests {
    private static func said(_ text: String) -> Event {
        Event(
            type: .execution, name: "message", data: JSONValue.object(["text": .string(text)]).text, timestamp: .now,
            subject: EventSubject())
    }

    @Test("it holds the newest lines, and says where the others are")
    func lines() {
        var log = RecentLog(all: "/the/events")
        for number in (0..<1500).reversed() { log.addBefore(Self.said("\(number)")) }
        #expect(log.isFull)
        #expect(log.lines.count == 1001)
        #expect(log.lines[0].message == "Earlier lines are left out; GET /the/events has everything")
        #expect(log.lines.dropFirst().map(\.message) == (500..<1500).map(String.init))
    }

    @Test("it holds no more than a megabyte, and one line however long")
    func bytes() {
        var log = RecentLog(all: "/the/events")
        for _ in 0..<100 { log.addBefore(Self.said(String(repeating: "x", count: 100_000))) }
        #expect(log.lines.count == 11)
        var long = RecentLog(all: "/the/events")
        for _ in 0..<2 { long.addBefore(Self.said(String(repeating: "x", count: 2 << 20))) }
        #expect(long.lines.map(\.message.utf8.count).last == 2 << 20)
        #expect(long.lines.count == 2)
    }

    @Test("what fits is whole")
    func whole() {
        var log = RecentLog(all: "/the/events")
        for number in (0..<1000).reversed() { log.addBefore(Self.said("\(number)")) }
        #expect(!log.isFull)
        #expect(log.lines.map(\.message) == (0..<1000).map(String.init))
    }
}
