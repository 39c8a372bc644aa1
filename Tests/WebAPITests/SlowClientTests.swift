import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// A client that reads slowly, or not at all, costs bounded memory and loses no stored event.
@Suite(.timeLimit(.minutes(10))) struct SlowClientTests {
    /// Enough to fill every socket buffer many times over.
    private static let events = 2000
    private static let size = 32_000

    /// What may be added to the server's memory; what is told and not read is 128 MB at least, each result twice.
    private static let bound = 100 << 20

    @Test("a WebSocket client that stops reading costs bounded memory, and then gets every stored event in order")
    func slowWebSocket() async throws {
        try await withServer { server, probe in
            try await warmUp(server, probe)
            try await WebSocketClient.connect(to: server) { client in
                _ = try await client.next()
                try await client.send(["type": "subscribe", "subscription": "executions"])
                _ = try await client.next()
                let growth = try await flood(server, probe)
                #expect(growth < Self.bound, "the server grew by \(growth >> 20) MB")
                let cursors = try await stored(until: "completed") { try await client.next() }
                #expect(cursors.count >= Self.events)
                #expect(cursors == cursors.sorted())
                #expect(Set(cursors).count == cursors.count)
            }
        }
    }

    @Test("an SSE reader that stops reading costs bounded memory, and then gets every stored event in order")
    func slowStream() async throws {
        try await withServer { server, probe in
            try await warmUp(server, probe)
            var reader = try await EventStreamReader(probe.address + "/api/events?subscription=executions")
            let growth = try await flood(server, probe)
            #expect(growth < Self.bound, "the server grew by \(growth >> 20) MB")
            let cursors = try await stored(until: "completed") { try await reader.next() }
            #expect(cursors.count >= Self.events)
            #expect(cursors == cursors.sorted())
            #expect(Set(cursors).count == cursors.count)
        }
    }

    /// Caches and pools take their size before anything is measured.
    private func warmUp(_ server: SkeinServer, _ probe: WireProbe) async throws {
        _ = try await flood(server, probe)
    }

    /// Runs an execution that tells much, and says by how many bytes the server's memory grew.
    private func flood(_ server: SkeinServer, _ probe: WireProbe) async throws -> Int {
        let text = String(repeating: "x", count: Self.size)
        let use: JSONValue = ["use": ["tool": "Read", "result": .string(text)], "times": .integer(Int64(Self.events))]
        let agent = try await probe.agent(["execution_settings": ["script": [use]]])
        let task = try await probe.task(["assigned_agent_ids": [.string(agent)]])
        let before = try server.residentBytes
        let started = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)])
        try await server.events.first("completed", of: started.json["execution_id"]?.stringValue ?? "")
        return try server.residentBytes - before
    }

    private func stored(until end: String, _ next: () async throws -> JSONValue?) async throws -> [Int64] {
        var cursors: [Int64] = []
        while let event = try await next() {
            if let cursor = event["cursor"]?.integerValue { cursors.append(cursor) }
            if event["event"]?.stringValue == end { break }
        }
        return cursors
    }

    private func withServer(_ body: (SkeinServer, WireProbe) async throws -> Void) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in try await body(server, WireProbe(server)) }
    }
}
