import Domain
import DurableExecution
import Foundation
import Orchestration
import Persistence
import SQL
import SQLiteDriver
import TestSupport
import Testing

@Suite struct EventFeedTests {
    @Test("a follower gets what is after its cursor from the table, then what comes, each once and in order")
    func historyThenLive() async throws {
        try await withFeed { store, feed in
            let agents = try await (0..<5).asyncMap { try await create($0, in: store) }
            var follower = try await feed.follow(after: 2)
            var cursors: [Int64] = []
            while cursors.count < 3 { cursors += try await follower.next([.all]).compactMap(\.cursor) }
            _ = try await create(9, in: store)
            while cursors.count < 4 {
                let events = try await follower.next([.all])
                cursors += events.compactMap(\.cursor)
                if events.isEmpty { await follower.bell.heard() }
            }
            #expect(cursors == [3, 4, 5, 6])
            #expect(agents.count == 5)
        }
    }

    @Test("a follower that falls off the ring reads the table and loses no stored event")
    func slowFollower() async throws {
        try await withFeed(capacity: 4) { store, feed in
            var follower = try await feed.follow(after: nil)
            for number in 0..<50 { _ = try await create(number, in: store) }
            var cursors: [Int64] = []
            while cursors.count < 50 { cursors += try await follower.next([.agents]).compactMap(\.cursor) }
            #expect(cursors == Array(1...50))
        }
    }

    @Test("words that are only told reach those who listen, and nobody else")
    func transient() async throws {
        try await withFeed { store, feed in
            var follower = try await feed.follow(after: nil)
            feed.bus.tell("text", JSONText(stored: "{\"text\":\"hi\"}"), labels: ["execution_id": "e1"])
            let heard = try await follower.next([.execution("e1")])
            #expect(heard.count == 1)
            #expect(heard.first?.cursor == nil)
            #expect(heard.first?.json.contains("\"execution_id\":\"e1\",\"text\":\"hi\"") == true)
            feed.bus.tell("text", JSONText(stored: "{\"text\":\"hi\"}"), labels: ["execution_id": "e2"])
            #expect(try await follower.next([.execution("e1")]).isEmpty)
        }
    }

    @Test("a replay for a later subscription ends where the follower stands")
    func replay() async throws {
        try await withFeed { store, feed in
            for number in 0..<3 { _ = try await create(number, in: store) }
            var follower = try await feed.follow(after: nil)
            _ = try await create(4, in: store)
            let replayed = try await follower.replay(after: 1, of: .agents)
            #expect(replayed.compactMap(\.cursor) == [2, 3])
            #expect(try await follower.next([.agents]).compactMap(\.cursor) == [4])
        }
    }

    @Test("a follower whose place was pruned, or is of another database, is told to look anew, once")
    func resync() async throws {
        try await withFeed { store, feed in
            for number in 0..<6 { _ = try await create(number, in: store) }
            #expect(try await store.pruneLooseEvents(before: Timestamp(milliseconds: .max / 2)) == 5)
            var behind = try await feed.follow(after: 2)
            let notice = try await behind.next([.all])
            #expect(notice.count == 1 && notice[0].json.contains("\"event\":\"resync\",\"data\":{\"reason\":\"pruned\"}"))
            #expect(try await behind.next([.all]).compactMap(\.cursor) == [6])
            var fresh = try await feed.follow(after: 0)
            #expect(try await fresh.next([.all]).compactMap(\.cursor) == [6], "who knows nothing has nothing to forget")

            var ahead = try await feed.follow(after: 99)
            let other = try await ahead.next([.all])
            #expect(other.count == 1 && other[0].json.contains("\"reason\":\"replaced\"") && other[0].cursor == 6)
            _ = try await create(9, in: store)
            #expect(try await ahead.next([.all]).compactMap(\.cursor) == [7])
            #expect(try await ahead.replay(after: 99, of: .all).map(\.json).first?.contains("replaced") == true)

            try await store.continueAfter(500)
            var late = try await feed.follow(after: 500)
            #expect(try await late.next([.all]).first?.json.contains("resync") == true)
            #expect(
                try await late.next([.all]).compactMap(\.cursor) == [502], "what is told next is behind all that was told")
        }
    }

    @Test("a follower that ends leaves nothing behind")
    func leaving() async throws {
        try await withFeed { _, feed in
            do {
                let follower = try await feed.follow(after: nil)
                #expect(feed.bus.listenerCount == 1)
                _ = follower.cursor
            }
            #expect(feed.bus.listenerCount == 0)
        }
    }

    private func create(_ number: Int, in store: Store) async throws -> Agent {
        let draft = try AgentDraft(["name": .string("agent \(number)"), "role": "r", "system_prompt": "0123456789"])
        let agent = Agent(draft, id: .make(), now: .now)
        try await store.create(agent)
        return agent
    }

    private func withFeed(capacity: Int = 1000, _ body: (Store, EventFeed) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let database = try SQLiteDatabase(path: directory.appending(path: "skein.db").path)
            try await Schema.migrator.migrate(database)
            let bus = EventBus(capacity: capacity)
            let store = Store(database: database, publish: { bus.publish($0) })
            try await body(store, EventFeed(bus: bus, store: store))
            try database.close()
        }
    }
}

extension Sequence {
    fileprivate func asyncMap<Output>(_ transform: (Element) async throws -> Output) async rethrows -> [Output] {
        var outputs: [Output] = []
        for element in self { outputs.append(try await transform(element)) }
        return outputs
    }
}
