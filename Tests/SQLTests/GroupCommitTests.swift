import Foundation
import SQL
import SQLiteDriver
import Synchronization
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    private struct Refused: Error {}

    @Test("writes that arrive during a commit share the next one")
    func sharedCommit() async throws {
        try await withDatabase { database in
            let hold = await WriterHold(database)
            let before = database.commitCount
            for number in 1...50 {
                database.enqueue {
                    try $0.insert(number)
                } failed: { _ in
                }
            }
            try await hold.release()
            try await database.write { try $0.insert(51) }
            #expect(database.commitCount - before <= 3)
            #expect(try await database.numbers() == Array(1...51))
        }
    }

    @Test("concurrent awaited writes need far fewer commits than there are writes")
    func awaitedWritesShare() async throws {
        try await withDatabase { database in
            let before = database.commitCount
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...400 { group.addTask { try await database.write { try $0.insert(number) } } }
                try await group.waitForAll()
            }
            #expect(try await database.numbers().count == 400)
            #expect(database.commitCount - before < 200)
        }
    }

    @Test("a write that fails leaves nothing behind and does not fail its neighbours")
    func failureStaysAlone() async throws {
        try await withDatabase { database in
            let hold = await WriterHold(database)
            let sayings = Sayings()
            for number in 1...5 {
                database.enqueue {
                    try $0.insert(number)
                    if number == 3 { throw Refused() }
                } failed: {
                    sayings.say("\(number): \($0)")
                }
            }
            try await hold.release()
            try await database.write { _ in }
            #expect(try await database.numbers() == [1, 2, 4, 5])
            #expect(sayings.all == ["3: Refused()"])
        }
    }

    @Test("an error that the engine itself raises stays alone too, and is named a constraint")
    func constraintStaysAlone() async throws {
        try await withDatabase { database in
            try await database.write { try $0.insert(1) }
            let hold = await WriterHold(database)
            let failures = Failures()
            for number in [1, 2] {
                database.enqueue {
                    try $0.insert(number)
                } failed: {
                    failures.add($0)
                }
            }
            try await hold.release()
            try await database.write { _ in }
            #expect(try await database.numbers() == [1, 2])
            #expect(failures.all.count == 1)
            guard case .constraint = failures.all.first as? SQLError else {
                Issue.record("\(failures.all) should be one constraint")
                return
            }
        }
    }

    @Test("a write body runs again when a neighbour fails, and its first run leaves nothing")
    func bodyRunsTwice() async throws {
        try await withDatabase { database in
            let hold = await WriterHold(database)
            let sayings = Sayings()
            database.enqueue {
                sayings.say("ran")
                try $0.insert(1)
            } failed: { _ in
            }
            database.enqueue { _ in
                throw Refused()
            } failed: { _ in
            }
            try await hold.release()
            try await database.write { _ in }
            #expect(sayings.all == ["ran", "ran"])
            #expect(try await database.numbers() == [1])
        }
    }

    @Test("actions run after the commit, in the order of the writes, and never for a write that failed")
    func afterCommit() async throws {
        try await withDatabase { database in
            let sayings = Sayings()
            for failing in [0, 2] {
                let hold = await WriterHold(database)
                for number in 1...4 {
                    database.enqueue {
                        $0.afterCommit { sayings.say("\(number)") }
                        if number == failing { throw Refused() }
                    } failed: { _ in
                    }
                }
                try await hold.release()
                try await database.write { _ in }
            }
            #expect(sayings.all == ["1", "2", "3", "4", "1", "3", "4"])
        }
    }

    @Test("an awaited write returns after its own actions have run")
    func actionsComeFirst() async throws {
        try await withDatabase { database in
            let sayings = Sayings()
            try await database.write { $0.afterCommit { sayings.say("committed") } }
            #expect(sayings.all == ["committed"])
        }
    }

    @Test("writes commit in the order in which they were queued, awaited or not")
    func order() async throws {
        try await withDatabase { database in
            for round in 0..<20 {
                database.enqueue {
                    try $0.insert(round * 3)
                } failed: { _ in
                }
                database.enqueue {
                    try $0.insert(round * 3 + 1)
                } failed: { _ in
                }
                try await database.write { try $0.insert(round * 3 + 2) }
            }
            #expect(try await database.numbers() == Array(0..<60))
        }
    }

    @Test("a queued write without company commits by itself")
    func lazyFlush() async throws {
        try await withDatabase { database in
            let (committed, commit) = AsyncStream<Void>.makeStream()
            database.enqueue {
                try $0.insert(1)
                $0.afterCommit { commit.finish() }
            } failed: { _ in
            }
            for await _ in committed {}
            let numbers = try await database.numbers()
            #expect(numbers == [1])
        }
    }

    @Test("closing commits what is queued, later writes are refused, and closing twice is harmless")
    func close() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "test.db").path
            let database = try SQLiteDatabase(path: path)
            try await database.write { try $0.run("CREATE TABLE t (n BIGINT PRIMARY KEY)") }
            for number in 1...3 {
                database.enqueue {
                    try $0.insert(number)
                } failed: { _ in
                }
            }
            try database.close()
            await #expect(throws: SQLError.unavailable("it is closed")) { try await database.write { try $0.insert(4) } }
            try database.close()
            let reopened = try SQLiteDatabase(path: path)
            #expect(try await reopened.numbers() == [1, 2, 3])
            try reopened.close()
        }
    }
}

/// Collects errors from other threads.
private final class Failures: Sendable {
    private let collected = Mutex<[any Error]>([])

    var all: [any Error] { collected.withLock { $0 } }

    func add(_ error: any Error) {
        collected.withLock { $0.append(error) }
    }
}
