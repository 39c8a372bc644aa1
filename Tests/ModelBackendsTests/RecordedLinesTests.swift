import Domain
import Foundation
import TestSupport
import Testing

@testable import ModelBackends

@Suite("What a shim writes down holds no secret") struct RecordedLinesTests {
    private static let secret = "t0p-secret-value"
    private static let patterns = SecretPatterns([(name: "TOKEN", value: secret)])

    private static func delta(_ text: String, _ kind: String = "text", block: Int = 0) -> JSONValue {
        let delta = JSONValue.object(["type": .string("\(kind)_delta"), kind: .string(text)])
        return [
            "type": "stream_event", "parent_tool_use_id": .null,
            "event": ["type": "content_block_delta", "index": .integer(Int64(block)), "delta": delta],
        ]
    }

    private static let stop: JSONValue = ["type": "stream_event", "event": ["type": "content_block_stop", "index": 0]]

    @Test("a secret in two pieces of a block is replaced, and the words around it are kept in order")
    func split() {
        var lines = RecordedLines()
        let said = ["say t0p-se", "cret-value now t0p", " and t0p-sec"].map { Self.delta($0) } + [Self.stop]
        let told = said.flatMap { lines.take($0, Self.patterns) }
        #expect(
            told.compactMap { $0["event"]?["delta"]?["text"]?.stringValue }.joined()
                == "say [secret:TOKEN] now t0p and t0p-sec")
        #expect(told.last == Self.stop)
        #expect(lines.rest(Self.patterns).isEmpty)
    }

    @Test("blocks do not mix, and what is held back is told at the latest at the end")
    func blocks() {
        var lines = RecordedLines()
        let first = lines.take(Self.delta("t0p-", block: 0), Self.patterns)
        let second = lines.take(Self.delta("secret-value", "thinking", block: 1), Self.patterns)
        let rest = lines.rest(Self.patterns)
        #expect((first + second + rest).map { $0["event"]?["delta"]?["text"]?.stringValue ?? "-" } == ["", "-", "t0p-"])
    }

    @Test("the spool gets the message without the secret, the shim's machine the message as it is")
    func recorder() async throws {
        try await withTemporaryDirectory { directory in
            let leg = SpoolLeg(directory: directory.path)
            let recorder = try ShimRecorder(leg, Self.patterns)
            let line = Array(#"{"type":"assistant","n":1,"text":"it is \#(Self.secret)"}"#.utf8)
            let object = try recorder.record(.whole(line), .cli)
            #expect(object?["text"]?.stringValue == "it is \(Self.secret)")
            try recorder.record(.whole(Array("oops \(Self.secret)".utf8)), .stderr)
            try recorder.recordSent(line)
            try recorder.record(["note": "about \(Self.secret)"])
            #expect(recorder.stderrTail == "oops [secret:TOKEN]\n")
            let spool = try String(contentsOfFile: leg.streamPath, encoding: .utf8)
            #expect(!spool.contains("t0p-"))
            #expect(spool.components(separatedBy: "[secret:TOKEN]").count == 5)
        }
    }

    @Test("a request and its secrets reach a shim through memory")
    func handover() throws {
        let secrets = ["A": "1\n", "B": String(repeating: "é", count: 60_000)]
        var request = ShimRequest.sample(prompt: "two\nlines")
        request.trace = ["TRACEPARENT": "00-1"]
        let handover = try ShimHandover(request)
        try handover.add(secrets)
        let (bytes, taken) = try handover.take()
        #expect(taken == secrets)
        let read = try JSONDecoder().decode(ShimRequest.self, from: Data(bytes))
        #expect(try JSONCoding.encode(read) == JSONCoding.encode(request))
        let launch = try ShimLaunch(bytes, taken)
        #expect(launch.command == request.command)
        #expect(launch.workDirectory == request.workDirectory)
        #expect(launch.sessionID == request.sessionID)
        #expect(launch.variables["SKEIN_CALL_ID"] == request.callID)
        #expect(launch.variables["TRACEPARENT"] == "00-1")
        #expect(launch.variables["A"] == "1\n")
    }

    @Test("a process does not enter a directory in whose place a link was put")
    func swapped() async throws {
        try await withTemporaryDirectory { base in
            let base = base.resolvingSymlinksInPath()
            let work = base.appending(path: "work").path
            let outside = base.appending(path: "outside").path
            for path in [work, outside] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            let start = {
                try SpawnedProcess(["/bin/true"], environment: [:], directory: work, isExact: true, descriptors: [])
            }
            _ = try start()
            try FileManager.default.moveItem(atPath: work, toPath: work + "-gone")
            try FileManager.default.createSymbolicLink(atPath: work, withDestinationPath: outside)
            let error = #expect(throws: SpawnError.self) { try start() }
            #expect(error?.description.contains("a link was put in its place") == true)
        }
    }
}
