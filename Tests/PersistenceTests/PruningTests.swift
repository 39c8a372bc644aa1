import Domain
import DurableExecution
import Foundation
import SQL
import TestSupport
import Testing

@testable import Persistence

@Suite(.timeLimit(.minutes(10))) struct PruningTests {
    private static let day: Int64 = 86_400_000

    @Test("what is old loses its events, journal and outputs; that it was, how it ended and what it cost stays")
    func prune() async throws {
        let ways = Watched(0)
        try await ExecutionBed.running { context, _ in
            ways.update { $0 += 1 }
            return try await VerificationTests.work(context)
        } test: { bed, engine, first in
            _ = try await bed.bed.end(of: first)
            let second = try await bed.start(on: engine)
            _ = try await bed.bed.end(of: second)
            let (store, before) = (bed.bed.store, try await bed.execution(first))
            let days = try await store.usage(days: 2, agent: nil).rows.map(\.usage)
            let now = store.now().milliseconds
            try await bed.bed.sql("UPDATE runs SET ended_at = \(now - 10 * Self.day) WHERE id = \(first.rawValue)")
            try await bed.bed.sql("UPDATE executions SET end_time = \(now - 10 * Self.day) WHERE id = \(first.rawValue)")

            let limit = Timestamp(milliseconds: now - Self.day)
            #expect(try await store.prunable(endedBefore: limit, limit: 10) == [first])
            let pruned = try await store.prune(first)
            #expect(pruned.runs == 1 && pruned.events >= 5 && pruned.calls == ["\(first)/plan/1", "\(first)/work/1"])
            #expect(try await store.prunable(endedBefore: limit, limit: 10) == [], "once is enough")

            let after = try #require(try await bed.execution(first))
            #expect(after.status == .completed && after.usage == before?.usage)
            #expect(after.output.keys.sorted() == ["pruned_at"])
            #expect(try await bed.bed.eventNumbers(of: first) == [])
            #expect(try await store.steps(of: ExecutionID(rawValue: first.rawValue)).isEmpty)
            #expect(try await !bed.bed.eventNumbers(of: second).isEmpty)
            #expect(try await store.usage(days: 2, agent: nil).rows.map(\.usage) == days)
            #expect(try await store.eventBounds().floor > 0)
            #expect(try await store.verify().findings == [])
        }
    }

    @Test("a run that goes on, what it started and what it repeats are kept, and so is the run of the newest event")
    func kept() async throws {
        try await ExecutionBed.running { context, _ in
            try await VerificationTests.work(context)
        } test: { bed, engine, run in
            _ = try await bed.bed.end(of: run)
            let store = bed.bed.store
            let future = Timestamp(milliseconds: store.now().milliseconds + Self.day)
            #expect(
                try await store.prunable(endedBefore: future, limit: 10) == [], "the next cursor follows from its events")
            try await store.tellServer("noted", [:])
            #expect(try await store.prunable(endedBefore: future, limit: 10) == [run])
            let other = try await bed.start(on: engine)
            _ = try await bed.bed.end(of: other)
            try await store.tellServer("noted", [:])
            try await bed.bed.sql(
                "UPDATE runs SET state = 'waiting', rerun_of = \(run.rawValue) WHERE id = \(other.rawValue)")
            #expect(try await store.prunable(endedBefore: future, limit: 10) == [])
            try await bed.bed.sql(
                "UPDATE runs SET rerun_of = NULL, parent_id = \(run.rawValue) WHERE id = \(other.rawValue)")
            #expect(try await store.prunable(endedBefore: future, limit: 10) == [])
        }
    }

    @Test("room that pruning makes is given back to the disk")
    func room() async throws {
        try await ExecutionBed.running { context, _ in
            for number in 0..<40 {
                _ = try await context.step("big \(number)") { _ in String(repeating: "x", count: 100_000) }
            }
            return .done
        } test: { bed, _, run in
            _ = try await bed.bed.end(of: run)
            let store = bed.bed.store
            try await store.tellServer("noted", [:])
            let full = try await store.size()
            #expect(full.used > 4_000_000)
            _ = try await store.prune(run)
            try await store.giveBackFreePages()
            let empty = try await store.size()
            #expect(empty.used < 1_000_000 && empty.free < 100_000, "\(empty)")
        }
    }
}
