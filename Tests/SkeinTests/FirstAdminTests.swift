import Domain
import Foundation
import TestSupport
import Testing

/// A server that strangers could reach.
@Suite(.timeLimit(.minutes(10))) struct FirstAdminTests {
    @Test("on an address of the network the first start makes an administrator's token: 0600, shown once, and it works")
    func firstStart() async throws {
        try await SkeinServer.with(["SKEIN_HOST": "0.0.0.0", "SKEIN_BACKEND": "scripted"]) { server in
            let token = try #require(server.adminToken)
            let path = server.data.appending(path: "admin.token").path
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            let key = server.data.appending(path: "secret.key").path
            #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
            #expect(server.log.components(separatedBy: token).count == 2)
            #expect(server.log.contains(path))
            #expect(try await server.get("/api/auth/me")["user"]?["role"] == "admin")
            try await server.killAndRestart()
            #expect(server.log.components(separatedBy: token).count == 2)
            #expect(server.adminToken == token)
            #expect(try await server.get("/api/users").arrayValue?.count == 1)
            #expect(try await server.get("/api/tokens").arrayValue?.count == 1)
        }
    }

    @Test("it does not start where it cannot give an administrator a way in, and says what to do")
    func refused() async throws {
        try await withTemporaryDirectory { home in
            let skein = Command(home: home)
            let file = home.appending(path: ".local/share/skein/admin.token")
            func serve() async throws -> Command.Outcome { try await skein.run("serve", "--host", "0.0.0.0", "--port", "0") }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            let token = "skein_" + String(repeating: "A", count: 43)
            let cases: [(String, Int, String)] = [
                (token, 0o600, "belongs to another database"), (token, 0o644, "chmod 600"),
                ("nonsense", 0o600, "holds no token"),
            ]
            for (text, mode, remedy) in cases {
                try Data(text.utf8).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
                let outcome = try await serve()
                #expect(outcome.status != 0 && outcome.errors.contains(remedy), "\(outcome.errors)")
                #expect(outcome.errors.contains(file.path) && !outcome.errors.contains(token))
            }
            try FileManager.default.removeItem(at: file)
            let key = file.deletingLastPathComponent().appending(path: "secret.key").path
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: key)
            let exposed = try await serve()
            #expect(exposed.status != 0 && exposed.errors.contains("chmod 600 '\(key)'"), "\(exposed.errors)")
            var short = skein
            short.environment["SECRET_KEY"] = "hunter2"
            let weak = try await short.run("serve", "--host", "0.0.0.0", "--port", "0")
            #expect(weak.status != 0 && weak.errors.contains("at least 32 bytes") && !weak.errors.contains("hunter2"))
        }
    }
}
