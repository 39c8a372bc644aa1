import Foundation
import Telemetry
import TestSupport
import Testing
import WebAPI

@testable import skein

@Suite struct SettingsTests {
    @Test("a flag beats the environment, the environment beats the file, the file beats the default")
    func precedence() async throws {
        try await withTemporaryDirectory { directory in
            let data = ["SKEIN_DATA_DIR": directory.path]
            let file = directory.appending(path: "skein.yaml")
            #expect(try await settings(data).retries == 3)
            try Data("claude:\n  cli:\n    max:\n      retries: 5\n".utf8).write(to: file)
            #expect(try await settings(data).retries == 5)
            let variables = data.merging(["CLAUDE_CLI_MAX_RETRIES": "6"]) { $1 }
            #expect(try await settings(variables).retries == 6)
            #expect(try await settings(variables, flags: ["claude.cli.max.retries": "7"]).retries == 7)
        }
    }

    @Test("each variable changes what it says it changes")
    func everyVariable() async throws {
        let settings = try await settings([
            "SKEIN_HOST": "127.0.0.2", "SKEIN_PORT": "9000", "SKEIN_DATA_DIR": "/tmp/x/../data",
            "SKEIN_WEB_DIR": "/srv/ui",
            "DATABASE_URL": "sqlite:////var/lib/a.db", "DATABASE_POOL_SIZE": "7", "SKEIN_BACKEND": "scripted",
            "CLAUDE_CLI_PATH": "/opt/claude", "CLAUDE_CLI_TIMEOUT": "33", "CLAUDE_CLI_MAX_RETRIES": "0",
            "MAX_CONCURRENT_EXECUTIONS": "17", "EXECUTION_TIMEOUT": "90.5", "EXECUTION_FALLBACK": "expert",
            "SKEIN_QUESTION_HOLD": "0", "SKEIN_WORKSPACE_ROOTS": "/a, /b", "SKEIN_CHILD_ENV": "FOO,BAR",
            "ALLOWED_HOSTS": "box.lan", "ALLOWED_ORIGINS": "https://a.example,https://b.example", "LOG_LEVEL": "Debug",
            "SKEIN_AUTH": "required", "SECRET_KEY": "0123456789abcdef0123456789abcdef", "ACCESS_TOKEN_EXPIRE_MINUTES": "5",
            "SKEIN_RETENTION_DAYS": "90", "SKEIN_RETENTION_SIZE": "20GB",
            "SKEIN_LOG_FORMAT": "json", "ENABLE_METRICS": "false", "SKEIN_DISK_WARN_MB": "5", "SKEIN_DISK_FAIL_MB": "4",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "https://otel.lan:4318/", "OTEL_EXPORTER_OTLP_HEADERS": "a=b%20c, d=e=f",
            "OTEL_SERVICE_NAME": "mine", "OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.25",
            "SKEIN_TRACE_CONTENT": "true",
            "SKEIN_TLS_CERT": "/c.pem", "SKEIN_TLS_KEY": "/k.pem", "SKEIN_TRUSTED_PROXY": "10.0.0.0/8, ::1",
            "SKEIN_MAX_BODY": "5000", "SKEIN_MAX_HEAD": "6000", "SKEIN_MAX_HEADERS": "70", "SKEIN_MAX_URL": "800",
            "SKEIN_REQUEST_TIMEOUT": "9", "SKEIN_IDLE_TIMEOUT": "0", "SKEIN_MAX_CONNECTIONS": "0",
            "SKEIN_MAX_CLIENT_CONNECTIONS": "11", "SKEIN_RATE_LIMIT": "12", "SKEIN_MAX_CLIENT_WEBSOCKETS": "0",
            "SKEIN_MAX_MESSAGE": "1300", "SKEIN_MESSAGE_RATE": "14",
        ])
        #expect(settings.retentionDays == 90)
        #expect(settings.retentionSize == 20_000_000_000)
        #expect(settings.host == "127.0.0.2")
        #expect(settings.port == 9000)
        #expect(settings.dataDirectory == "/tmp/data")
        #expect(settings.webDirectory == "/srv/ui")
        #expect(settings.databasePath == "/var/lib/a.db")
        #expect(settings.databaseReaders == 7)
        #expect(settings.backend == .scripted)
        #expect(settings.claudePath == "/opt/claude")
        #expect(settings.inactivity == 33)
        #expect(settings.retries == 0)
        #expect(settings.concurrentExecutions == 17)
        #expect(settings.executionTimeout == 90.5)
        #expect(settings.fallback == .expert)
        #expect(settings.questionHold == nil)
        #expect(settings.workspaceRoots == ["/a", "/b"])
        #expect(settings.childEnvironment == ["FOO", "BAR"])
        #expect(settings.allowedHosts == ["box.lan"])
        #expect(settings.allowedOrigins == ["https://a.example", "https://b.example"])
        #expect(settings.logLevel == .debug)
        #expect(settings.auth == .required)
        #expect(settings.secretKey == "0123456789abcdef0123456789abcdef")
        #expect(settings.sessionMinutes == 5)
        let telemetry = settings.telemetry
        #expect(telemetry.logFormat == .json && !telemetry.hasMetrics && telemetry.tracesContent)
        #expect(telemetry.diskWarning == 5 && telemetry.diskFailure == 4)
        #expect(telemetry.collector == "https://otel.lan:4318/" && telemetry.serviceName == "mine")
        #expect(telemetry.collectorHeaders.map(\.0) == ["a", "d"] && telemetry.collectorHeaders.map(\.1) == ["b c", "e=f"])
        #expect(telemetry.sampler == TraceSampler(.ratio, ratio: 0.25))
        let network = settings.network
        #expect(network.tls?.certificate == "/c.pem" && network.tls?.key == "/k.pem")
        #expect(network.proxies.count == 2)
        let limits = network.limits
        #expect(limits.body == 5000 && limits.head == 6000 && limits.fields == 70 && limits.address == 800)
        #expect(limits.arrival == .seconds(9) && limits.idle == nil && limits.connections == nil)
        #expect(limits.connectionsEach == .init(most: 11, holdsOnLoopback: true))
        #expect(limits.requestsEach == .init(most: 12, holdsOnLoopback: true))
        #expect(limits.webSocketsEach == .init(most: nil, holdsOnLoopback: true))
        #expect(limits.message == 1300 && limits.messages == 14)
    }

    @Test("defaults are safe: loopback, everything in one directory of the user's")
    func defaults() async throws {
        let settings = try await settings(["HOME": "/home/ada"])
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8000)
        #expect(settings.dataDirectory == "/home/ada/.local/share/skein")
        #expect(settings.databasePath == "/home/ada/.local/share/skein/skein.db")
        #expect(settings.workspaceRoots == ["/home/ada/.local/share/skein/workspaces"])
        #expect(settings.executionTimeout == nil)
        #expect(settings.fallback == .none)
        #expect(settings.allowedHosts.isEmpty)
        #expect(settings.secretKey == nil)
        #expect(!settings.isLoginRequired)
    }

    @Test("a login is needed on every address but loopback, and nothing switches it off")
    func login() async throws {
        for host in ["127.0.0.1", "127.9.9.9", "localhost", "::1"] {
            #expect(try await !settings(["SKEIN_HOST": host]).isLoginRequired, "\(host)")
            #expect(try await settings(["SKEIN_HOST": host, "SKEIN_AUTH": "required"]).isLoginRequired)
            #expect(try await settings(["SKEIN_HOST": host, "SKEIN_TRUSTED_PROXY": "::1"]).isLoginRequired)
        }
        for host in ["0.0.0.0", "::", "192.168.1.5", "127.0.0.1.example", "127.evil", "box.lan"] {
            #expect(try await settings(["SKEIN_HOST": host, "SKEIN_AUTH": "auto"]).isLoginRequired, "\(host)")
        }
    }

    @Test("a secret key that is too short is refused by name, and not shown")
    func shortSecret() async throws {
        do {
            _ = try await settings(["SECRET_KEY": "hunter2"])
            Issue.record("it was accepted")
        } catch let error as SettingError {
            #expect(error.description.contains("SECRET_KEY"))
            #expect(error.description.contains("32 bytes"))
            #expect(!error.description.contains("hunter2"))
        }
    }

    @Test(
        "a value that is not allowed is named with its variable and with what is allowed",
        arguments: [
            ("SKEIN_HOST", "a b", "0.0.0.0"), ("SKEIN_AUTH", "off", "'required'"),
            ("ACCESS_TOKEN_EXPIRE_MINUTES", "0", "between 1 and"), ("SKEIN_PORT", "99999", "between 0 and 65535"),
            ("DATABASE_URL", "postgres://db/skein", "sqlite:///"), ("DATABASE_POOL_SIZE", "many", "whole number"),
            ("SKEIN_BACKEND", "gpt", "'claude_cli'"), ("CLAUDE_CLI_TIMEOUT", "-1", "seconds"),
            ("CLAUDE_CLI_MAX_RETRIES", "1.5", "whole number"), ("MAX_CONCURRENT_EXECUTIONS", "0", "between 1 and"),
            ("EXECUTION_TIMEOUT", "soon", "seconds"), ("EXECUTION_FALLBACK", "magic", "'expert'"),
            ("ALLOWED_ORIGINS", "*", "never `*`"), ("ALLOWED_ORIGINS", "https://a.example/x", "origins such as"),
            ("SKEIN_TRUSTED_PROXY", "proxy.lan", "networks"), ("SKEIN_TLS_CERT", "/c.pem", "together with SKEIN_TLS_KEY"),
            ("SKEIN_RATE_LIMIT", "-1", "0 for no limit"), ("SKEIN_MAX_BODY", "5", "between 1024"),
            ("SKEIN_QUESTION_HOLD", "x", "seconds"), ("LOG_LEVEL", "loud", "'debug'"),
            ("SKEIN_LOG_FORMAT", "xml", "'json'"), ("ENABLE_METRICS", "maybe", "'true'"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", "http"), ("OTEL_TRACES_SAMPLER", "some", "'always_on'"),
            ("OTEL_TRACES_SAMPLER_ARG", "2", "between 0 and 1"), ("SKEIN_DISK_FAIL_MB", "-1", "whole number"),
        ])
    func refused(variable: String, value: String, allowed: String) async throws {
        do {
            _ = try await settings([variable: value])
            Issue.record("\(variable)=\(value) was accepted")
        } catch let error as SettingError {
            #expect(error.description.contains(variable))
            #expect(error.description.contains(value))
            #expect(error.description.contains(allowed), "\(error)")
        }
    }

    @Test("headers that are not well-formed stop the start, but are not shown: they may hold a key")
    func secretHeaders() async throws {
        let error = await #expect(throws: SettingError.self) {
            try await settings(["OTEL_EXPORTER_OTLP_HEADERS": "Bearer the-key"])
        }
        #expect(error?.description.contains("OTEL_EXPORTER_OTLP_HEADERS") == true)
        #expect(error?.description.contains("the-key") == false)
    }

    @Test("a configuration file that is named but missing, or no YAML, stops the start with its name")
    func brokenFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "other.yaml").path
            await #expect(throws: ConfigurationFileError.self) { try await settings([:], file: path) }
            try Data("a: [b".utf8).write(to: URL(filePath: path))
            await #expect(throws: ConfigurationFileError.self) { try await settings([:], file: path) }
        }
    }

    @Test("docs/configuration.md lists every setting as it is")
    func documentation() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        for row in SettingRow.all {
            #expect(page.contains(row.markdown), "docs/configuration.md should have the line\n\(row.markdown)")
        }
    }

    private func settings(
        _ environment: [String: String], flags: [String: String] = [:], file: String? = nil
    ) async throws -> ServerSettings {
        let safe = ["SKEIN_DATA_DIR": "/tmp/skein-no-such-directory", "HOME": "/tmp"]
        let isDefault = environment["HOME"] != nil
        let variables = isDefault ? environment : safe.merging(environment) { $1 }
        return try ServerSettings(try await SettingSource(flags: flags, environment: variables, file: file))
    }
}
