import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Ways out of the directories that the server gives away, and that agents work in.
@Suite(.timeLimit(.minutes(10))) struct PathAttackTests {
    @Test("no address leads out of the files of the web UI, of /docs, or to what starts with a dot")
    func addresses() async throws {
        try await withTemporaryDirectory { directory in
            let web = directory.appending(path: "web")
            try FileManager.default.createDirectory(at: web.appending(path: "assets"), withIntermediateDirectories: true)
            try Data("the page".utf8).write(to: web.appending(path: "index.html"))
            for secret in ["secret.js", "web/.env.js", "web/key.pem"] {
                try Data("SECRET".utf8).write(to: directory.appending(path: secret))
            }
            try FileManager.default.createSymbolicLink(
                at: web.appending(path: "assets/link.js"), withDestinationURL: directory.appending(path: "secret.js"))
            try FileManager.default.createSymbolicLink(at: web.appending(path: "up"), withDestinationURL: directory)
            try await SkeinServer.with(["SKEIN_WEB_DIR": web.path]) { server in
                let wire = RawExchange(server: server)
                let ups = [
                    "..", "%2e%2e", "%2E%2E", ".%2e", "%2e.", "%252e%252e", "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae", "..;",
                    "..%00", "...", "..%5c", "..\\", "%uff0e%uff0e", "．．",
                ]
                let slashes = ["/", "%2f", "%2F", "%5c", "\\", "//", "%252f", "%c0%af", "/./"]
                var tried = 0
                for up in ups {
                    for slash in slashes {
                        for start in ["/", "/assets/", "/docs/", "//"] {
                            tried += 1
                            let path = "\(start)\(up)\(slash)secret.js"
                            let reply = try await wire.request("GET", path)
                            #expect(!reply.text.contains("SECRET"), "\(path)")
                            #expect((400..<500).contains(reply.status), "\(path): \(reply.text)")
                        }
                    }
                }
                #expect(tried > 500)
                let others = [
                    "/.env.js", "/%2eenv.js", "/key.pem", "/index.html%00.js", "/assets/link.js", "/up/secret.js",
                    "/assets/../../secret.js", "/\(directory.path)/secret.js", "/file:///\(directory.path)/secret.js",
                    "/docs/../index.html", "/docs/%2e%2e%2findex.html", "/api/agents/..%2f..%2fhealth", "/%00", "/%",
                    "/%zz", "/%ff%fe", "/index.html/",
                ]
                for path in others {
                    let reply = try await wire.request("GET", path)
                    #expect(!reply.text.contains("SECRET"), "\(path)")
                    #expect((400..<500).contains(reply.status), "\(path): \(reply.text)")
                }
                #expect(try await wire.request("GET", "/index.html").text.contains("the page"))
                #expect(!server.log.contains("unexpected error"), "\(server.log)")
            }
        }
    }

    @Test("no path in a request leads out of the directories that agents may work in, by dots, links or a race")
    func directories() async throws {
        try await withTemporaryDirectory { directory in
            let (root, outside) = (directory.appending(path: "root"), directory.appending(path: "outside"))
            for place in [root, outside, outside.appending(path: "agents")] {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            }
            try FileManager.default.createSymbolicLink(at: root.appending(path: "link"), withDestinationURL: outside)
            try Data(#"{"name":"SECRET"}"#.utf8).write(to: outside.appending(path: "agents/a.json"))
            let settings = ["SKEIN_BACKEND": "scripted", "SKEIN_WORKSPACE_ROOTS": root.path]
            try await SkeinServer.with(settings) { server in
                let paths = [
                    "/etc", outside.path, "\(root.path)/../outside", "\(root.path)/link", "\(root.path)/link/deeper",
                    "\(root.path)/a/../../outside", "\(root.path)2", "relative", "~", "\(root.path)/./link/../../outside",
                    "\(root.path)/\0/x", "\(root.path)\0/../outside", "/proc/self/root\(outside.path)", "/proc/self/cwd",
                ]
                for path in paths {
                    await refused("work_directory \(path)") {
                        try await server.begin("One.", start: ["work_directory": .string(path)])
                    }
                    await refused("additional_directories \(path)") {
                        try await server.begin("Two.", settings: ["additional_directories": [.string(path)]])
                    }
                    await refused("load \(path)") {
                        try await server.request(.POST, "/api/project/load-from-directory", ["directory": .string(path)])
                    }
                    let query = path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    await refused("info \(path)") { try await server.get("/api/project/directory-info?directory=\(query)") }
                }
                try await race(server, root, outside)
                let left = try FileManager.default.contentsOfDirectory(atPath: outside.path)
                #expect(left == ["agents"], "something was made outside")
            }
        }
    }

    private func refused<Answer>(_ what: String, _ attempt: () async throws -> Answer) async {
        do {
            _ = try await attempt()
            Issue.record("\(what) was taken")
        } catch let refusal as RefusedRequest {
            #expect((400..<500).contains(refusal.status), "\(what): \(refusal)")
        } catch {
            Issue.record("\(what): \(error)")
        }
    }

    /// A program of an agent's turns a directory into a link while the server looks at it.
    private func race(_ server: SkeinServer, _ root: URL, _ outside: URL) async throws {
        let place = root.appending(path: "race").path
        let turner = Thread {
            while !Thread.current.isCancelled {
                mkdir(place, 0o700)
                rmdir("\(place)/new")
                rmdir(place)
                symlink(outside.path, place)
                unlink(place)
            }
        }
        turner.start()
        defer { turner.cancel() }
        let real = realpath(root.path, nil).map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
        for _ in 0..<60 {
            do {
                let id = try await server.begin("Race.", start: ["work_directory": .string("\(place)/new")])
                let directory = try await server.execution(id)["work_directory"]?.stringValue ?? ""
                #expect(directory.hasPrefix("\(real ?? "-")/"), "\(directory)")
            } catch let refusal as RefusedRequest {
                #expect((400..<500).contains(refusal.status), "\(refusal)")
            }
        }
    }
}
