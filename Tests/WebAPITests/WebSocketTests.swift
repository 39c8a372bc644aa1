import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct WebSocketTests {
    @Test("the first words, and the answers to ping, to other JSON and to what is none")
    func words() async throws {
        try await withServer { server, _ in
            try await WebSocketClient.connect(to: server, path: "/ws/me") { client in
                let hello = try await client.next()
                #expect(hello?["type"] == "connection_established")
                #expect(hello?["client_id"] == "me")
                #expect(hello?["cursor"] == 0)
                #expect(hello?["timestamp"]?.stringValue.flatMap(Timestamp.init) != nil)
                try await client.send(["type": "ping"])
                #expect(try await client.next()?["type"] == "pong")
                try await client.send(["type": "other", "n": 1])
                let echo = try await client.next()
                #expect(echo?["type"] == "echo")
                #expect(echo?["original_message"] == ["type": "other", "n": 1])
                try await client.send(text: "nonsense")
                let error = try await client.next()
                #expect(error?["message"] == "Invalid JSON format")
                try await client.send(["type": "subscribe", "subscription": "everything"])
                #expect(try await client.next()?["type"] == "error")
            }
        }
    }

    @Test("a client that names none gets an id, and without a subscription it gets everything")
    func everything() async throws {
        try await withServer { server, probe in
            for path in ["/ws", "/ws/updates"] {
                try await WebSocketClient.connect(to: server, path: path) { client in
                    #expect(try await client.next()?["client_id"]?.stringValue?.hasPrefix("client_") == true)
                    let agent = try await probe.agent()
                    let event = try await client.next()
                    #expect(event?["type"] == "agent_event")
                    #expect(event?["event"] == "created")
                    #expect(event?["data"]?["id"]?.stringValue == agent)
                }
            }
        }
    }

    @Test("a subscription brings what it names and nothing else, from any cursor on")
    func subscriptions() async throws {
        try await withServer { server, probe in
            let first = try await probe.agent()
            _ = try await probe.task()
            let second = try await probe.agent()
            try await WebSocketClient.connect(to: server) { client in
                _ = try await client.next()
                try await client.send(["type": "subscribe", "subscription": "agents", "after": 0])
                #expect(try await client.next()?["type"] == "subscription_confirmed")
                let replayed = [try await client.next(), try await client.next()]
                #expect(replayed.map { $0?["data"]?["id"]?.stringValue } == [first, second])
                #expect(replayed.map { $0?["cursor"]?.integerValue } == [1, 3])
                _ = try await probe.task()
                let third = try await probe.agent()
                #expect(try await client.next()?["data"]?["id"]?.stringValue == third)
            }
        }
    }

    @Test("a model's words arrive as they are written, marked as transient, before the execution's end")
    func output() async throws {
        try await withServer { server, probe in
            let script: JSONValue = [
                ["say": "one two three", "delay_ms": 5], ["use": ["tool": "Read", "input": ["a": 1], "result": "r"]],
            ]
            let agent = try await probe.agent(["execution_settings": ["script": script]])
            let task = try await probe.task(["assigned_agent_ids": [.string(agent)]])
            try await WebSocketClient.connect(to: server) { client in
                _ = try await client.next()
                let id = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)])
                    .json["execution_id"]?.stringValue
                var words: [String] = []
                var kinds: Set<String> = []
                while let event = try await client.next(), event["event"] != "completed" {
                    guard event["type"] == "output_event" else { continue }
                    #expect(event["transient"] == true)
                    #expect(event["cursor"] == nil)
                    #expect(event["data"]?["execution_id"]?.stringValue == id)
                    kinds.insert(event["event"]?.stringValue ?? "")
                    if event["event"] == "text" { words.append(event["data"]?["text"]?.stringValue ?? "") }
                }
                #expect(words.joined() == "one two three")
                #expect(words.count == 3)
                #expect(kinds == ["text", "tool_use", "tool_result"])
            }
        }
    }

    @Test(
        "pages from elsewhere and other hosts' names cannot open a WebSocket",
        arguments: [
            [("origin", "http://evil.example")], [("host", "evil.example")], [("origin", "null")],
        ])
    func refused(headers: [(String, String)]) async throws {
        try await withServer { server, _ in
            await #expect(throws: RefusedRequest.self) {
                try await WebSocketClient.connect(to: server, headers: headers) { client in _ = try await client.next() }
            }
        }
    }

    private func withServer(_ body: (SkeinServer, WireProbe) async throws -> Void) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in try await body(server, WireProbe(server)) }
    }
}
