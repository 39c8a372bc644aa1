import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// How the web UI is served: here from a directory, which answers by the same rules as the binary.
@Suite struct WebUITests {
    private static let browser = ["accept": "text/html,application/xhtml+xml"]

    private func withUI(_ body: (WireProbe) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try Data("<!doctype html><p>The page".utf8).write(to: directory.appending(path: "index.html"))
            let assets = directory.appending(path: "assets")
            try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
            try Data("let a = 1".utf8).write(to: assets.appending(path: "app-1.js"))
            let variables = ["SKEIN_BACKEND": "scripted", "SKEIN_WEB_DIR": directory.path]
            try await SkeinServer.with(variables) { server in try await body(try WireProbe(server)) }
        }
    }

    @Test(
        "a browser gets the page at every address that is not for programs, a program gets JSON",
        arguments: ["/", "/runs/1"])
    func page(path: String) async throws {
        try await withUI { probe in
            let page = try await probe.send(.GET, path, headers: Self.browser)
            #expect(page.status == 200)
            #expect(page.text.contains("The page"))
            #expect(page.headers.first(name: "content-type")?.hasPrefix("text/html") == true)
            #expect(page.headers.first(name: "content-security-policy")?.contains("unsafe") == false)
            let answer = try await probe.send(.GET, path)
            #expect(answer.headers.first(name: "content-type")?.hasPrefix("application/json") == true)
        }
    }

    @Test(
        "a mistyped address of the API stays a 404, even for a browser",
        arguments: ["/api/nothing", "/ws/a/b", "/health/x"])
    func mistyped(path: String) async throws {
        try await withUI { probe in
            let status = try await probe.send(.GET, path, headers: Self.browser).status
            #expect(status == 404)
        }
    }

    @Test("a script comes with its type, and nothing outside of the directory comes at all")
    func assets() async throws {
        try await withUI { probe in
            let script = try await probe.send(.GET, "/assets/app-1.js")
            #expect(script.text == "let a = 1")
            #expect(script.headers.first(name: "content-type") == "text/javascript; charset=utf-8")
            for path in ["/assets/gone.js", "/../server.json", "/assets/%2e%2e/%2e%2e/etc/passwd", "/.hidden", "/assets"] {
                let status = try await probe.send(.GET, path).status
                #expect(status == 404, "\(path)")
            }
        }
    }
}
