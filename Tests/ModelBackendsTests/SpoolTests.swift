import Agents
import Domain
import Foundation
import TestSupport
import Testing

@testable import ModelBackends

@Suite struct SpoolTests {
    @Test("a record says what was said, by whom and when", arguments: [SpoolRecord.Source.cli, .host, .shim])
    func recordOfObject(source: SpoolRecord.Source) throws {
        let bytes = SpoolRecord.bytes(at: 1_790_000_000_000, source, object: Array("{\"a\":[1,null]}".utf8))
        #expect(bytes.last == 0x0A)
        let record = try #require(SpoolRecord(bytes.dropLast()))
        #expect(record.at == 1_790_000_000_000)
        #expect(record.source == source)
        #expect(record.content == ["a": [1, .null]])
    }

    @Test("what is no JSON object stands as text, whatever is in it")
    func recordOfText() throws {
        let text = "not json \"\\ \u{0} \u{2028} \n é"
        let record = try #require(SpoolRecord(SpoolRecord.bytes(at: 1, .stderr, text: text).dropLast()))
        #expect(record.content == .string(text))
    }

    @Test("a record torn at any byte counts for nothing")
    func tornRecord() {
        let bytes = SpoolRecord.bytes(at: 1, .cli, object: Array("{\"type\":\"x\"}".utf8)).dropLast()
        for length in 0..<bytes.count { #expect(SpoolRecord(bytes.prefix(length)) == nil) }
    }

    @Test(
        "foreign lines are no records",
        arguments: ["", "[]", "{\"at\":1}", "{\"at\":1,\"from\":\"moon\",\"line\":{}}", "nonsense"])
    func foreign(line: String) {
        #expect(SpoolRecord(Array(line.utf8)) == nil)
    }

    @Test("a call's directory is found by its id, whatever the id is, and the id by the directory")
    func names() async throws {
        try await withTemporaryDirectory { root in
            let ids = ["run/tasks/a%2Fb/work#2/1", "../../etc/passwd", "ä ö\n", String(repeating: "long/", count: 200)]
            for id in ids {
                let spool = CallSpool(root: root.path, callID: id)
                let leg = try spool.makeLeg(after: spool.legs)
                try leg.write(ShimRequest.sample(callID: id))
                #expect(URL(filePath: spool.directory).deletingLastPathComponent().path == root.path)
                #expect(CallSpool(directory: spool.directory).callID == id)
            }
            let directories = Set(ids.map { CallSpool(root: root.path, callID: $0).directory })
            #expect(directories.count == ids.count)
        }
    }

    @Test("legs are numbered from 1 and listed in their order")
    func legs() async throws {
        try await withTemporaryDirectory { root in
            let spool = CallSpool(root: root.path, callID: "call")
            #expect(spool.legs.isEmpty)
            for number in 1...11 {
                let leg = try spool.makeLeg(after: spool.legs)
                #expect(leg.number == number)
            }
            #expect(spool.legs.map(\.number) == Array(1...11))
        }
    }

    @Test("a request and an outcome are read as they were written; half an outcome is none")
    func requestAndOutcome() async throws {
        try await withTemporaryDirectory { root in
            let leg = try CallSpool(root: root.path, callID: "call").makeLeg(after: [])
            let request = ShimRequest.sample(callID: "call")
            try leg.write(request)
            #expect(try JSONCoding.encode(leg.readRequest()) == JSONCoding.encode(request))
            #expect(leg.readOutcome() == nil)
            let outcome = ShimOutcome.sample(.asked(.approval(id: "t", tool: "Write", input: [:])), exitStatus: 1)
            try leg.write(outcome)
            #expect(leg.readOutcome() == outcome)
            try Data("{\"ending\":".utf8).write(to: URL(filePath: leg.outcomePath))
            #expect(leg.readOutcome() == nil)
        }
    }

    @Test(
        "every ending is read as it was written",
        arguments: [
            ShimEnding.finished, .overstayed, .paused, .aborted, .timedOut, .inactive, .terminated, .unstarted("why"),
            .asked(.question(id: "q", message: "Which?", tool: "AskUserQuestion", input: [:])),
        ])
    func endings(ending: ShimEnding) {
        var outcome = ShimOutcome.sample(ending, exitStatus: nil, signal: 9, stderr: "oops\n")
        #expect(ShimOutcome(outcome.json) == outcome)
        outcome = .sample(ending)
        let record = SpoolRecord(
            SpoolRecord.bytes(at: 1, .shim, object: JSONValue.object(["outcome": outcome.json]).text.utf8).dropLast())
        #expect(record?.outcome == outcome)
    }

    @Test("an outcome that an earlier version left is understood; the CLI cannot pretend to one")
    func earlierOutcome() throws {
        let text = #"""
            {"exitStatus":0,"stderrTail":"","ending":{"asked":{"_0":{"id":"q","kind":"question","message":"Which?","tool":"AskUserQuestion",
            "input":{},"answers":"a text, or an object from question to answer"}}},"survivors":1,"endedAt":"2026-09-22T14:13:29.000Z"}
            """#
        let outcome = try #require(ShimOutcome(try JSONValue(parsing: text.utf8)))
        #expect(outcome.ending == .asked(.question(id: "q", message: "Which?", tool: "AskUserQuestion", input: [:])))
        #expect(outcome.survivors == 1)
        let line = JSONValue.object(["outcome": ShimOutcome.sample().json]).text
        let record = try #require(SpoolRecord(SpoolRecord.bytes(at: 1, .cli, object: line.utf8).dropLast()))
        #expect(record.outcome == nil)
    }

    @Test("only one can hold a call's lock")
    func lock() async throws {
        try await withTemporaryDirectory { root in
            let spool = CallSpool(root: root.path, callID: "call")
            let lock = try #require(try spool.lock())
            #expect(try spool.lock() == nil)
            close(lock)
            let again = try #require(try spool.lock())
            close(again)
        }
    }

    @Test("places in a spool are ordered by leg, then by offset, and survive being written down")
    func places() {
        let places = [
            SpoolPlace(nil), SpoolPlace(leg: 1, offset: 900), SpoolPlace(leg: 2, offset: 3), SpoolPlace(leg: 10, offset: 0),
        ]
        #expect(places == places.sorted())
        #expect(places.map { SpoolPlace($0.text) } == places)
        #expect(SpoolPlace("nonsense") == SpoolPlace(nil))
    }
}
