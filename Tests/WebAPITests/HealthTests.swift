import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// `/health/ready` of the real server.
@Suite(.timeLimit(.minutes(10))) struct HealthTests {
    private static let names = ["database", "journal", "disk_space", "claude_cli", "event_loop", "clock"]

    @Test("a server that can work says so, check by check")
    func ready() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let answer = try await WireProbe(server).send(.GET, "/health/ready")
            let checks = answer.json["checks"]?.arrayValue ?? []
            #expect(answer.status == 200)
            #expect(checks.compactMap { $0["name"]?.stringValue } == Self.names)
            for check in checks where check["name"] != "disk_space" { #expect(check["status"] == "ok", "\(check.text)") }
            #expect(checks.allSatisfy { $0["duration_ms"]?.numberValue ?? -1 >= 0 && $0["detail"]?.stringValue != "" })
        }
    }

    @Test(
        "SKEIN_DISK_WARN_MB and SKEIN_DISK_FAIL_MB: too little space is told, and far too little answers 503",
        arguments: [("SKEIN_DISK_WARN_MB", 200, "warn"), ("SKEIN_DISK_FAIL_MB", 503, "fail")])
    func disk(variable: String, status: Int, word: String) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", variable: "1000000000"]) { server in
            let answer = try await WireProbe(server).send(.GET, "/health/ready")
            #expect(answer.status == status && answer.json["status"]?.stringValue == word)
            let check = answer.json["checks"]?.arrayValue?.first { $0["name"] == "disk_space" }
            #expect(check?["status"]?.stringValue == word && check?["detail"]?.stringValue?.contains("Make room") == true)
            if status == 503 {
                #expect(answer.headers.first(name: "retry-after") == "1")
                #expect(answer.json["type"] == "unavailable" && answer.json["detail"]?.stringValue?.contains("MiB") == true)
            }
        }
    }

    @Test("a CLI that vanishes while it is needed answers 503; where no model is configured that is a warning")
    func claude() async throws {
        try await withTemporaryDirectory { directory in
            let path = try FakeClaude().install(in: directory)
            try await SkeinServer.with(["SKEIN_BACKEND": "claude_cli", "CLAUDE_CLI_PATH": path]) { server in
                let probe = try WireProbe(server)
                func check() async throws -> JSONValue? {
                    let answer = try await probe.send(.GET, "/health/ready")
                    return answer.json["checks"]?.arrayValue?.first { $0["name"] == "claude_cli" }
                }
                #expect(try await check()?["detail"]?.stringValue == "2.1.330 (Claude Code) at \(path)")
                try FileManager.default.removeItem(atPath: path)
                let found = try await eventually("the CLI to be missed") {
                    try await check().flatMap { $0["status"] == "fail" ? $0 : nil }
                }
                #expect(found["detail"]?.stringValue?.contains("CLAUDE_CLI_PATH") == true)
                #expect(try await probe.send(.GET, "/health/ready").status == 503)
                #expect(try await probe.send(.GET, "/health").status == 200)
            }
        }
        try await SkeinServer.with(["SKEIN_BACKEND": "expert"]) { server in
            let answer = try await WireProbe(server).send(.GET, "/health/ready")
            #expect(answer.status == 200 && answer.json["status"] != "ok" && answer.text.contains("no model is configured"))
        }
    }
}
