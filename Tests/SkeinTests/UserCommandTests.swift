import Domain
import Foundation
import TestSupport
import Testing

/// `skein user`, on a database and at a server.
@Suite(.timeLimit(.minutes(10))) struct UserCommandTests {
    @Test("without a server the commands work on the database; a server that starts on it knows what they did")
    func database() async throws {
        try await withTemporaryDirectory { home in
            let skein = Command(home: home)
            #expect(try await skein.run("user", "ls").output == "There are no users.\n")
            let add = try await skein.run("user", "add", "root", "--role", "admin")
            #expect(add.output == "root is added as admin. A token lets it in: skein user token root\n", "\(add.errors)")
            let token = try await skein.run("user", "token", "root", "--name", "laptop", "--expires", "2d")
            #expect(token.output.wholeMatch(of: /skein_[\w\-]{43}\n/) != nil, "\(token.output)")
            #expect(token.errors.contains("shown only now"))
            #expect(try await skein.run("user", "ls", "--tokens").output.contains("laptop"))
            let again = try await skein.run("user", "add", "root", "--role", "viewer")
            #expect(again.status == 5 && again.errors.contains("There is a user 'root' already"))
            let bad = try await skein.run("user", "add", "Bad Name", "--role", "viewer")
            #expect(bad.status == 5 && bad.errors.contains("name: should be lower-case"), "\(bad.errors)")
            let last = try await skein.run("user", "revoke", "root")
            #expect(last.status == 5 && last.errors.contains("last administrator"), "\(last.errors)")
            #expect(try await skein.run("user", "token", "nobody").errors.contains("knows no user 'nobody'"))
            #expect(try await skein.run("user", "token", "root", "--expires", "soon").status == 65)
            #expect(try await skein.run("user", "set", "root").status == 64)
        }
    }

    @Test("at a server: the machine's own administrator needs no flag, everybody else a token, and a role")
    func server() async throws {
        try await SkeinServer.with(["SKEIN_AUTH": "required", "SKEIN_BACKEND": "scripted"]) { server in
            let here = Command(
                environment: ["SKEIN_SERVER": server.address ?? "", "SKEIN_DATA_DIR": server.data.path],
                home: server.directory)
            let add = try await here.run("user", "add", "ada", "--role", "viewer")
            #expect(add.status == 0, "\(add.errors)")
            #expect(try await here.run("ls", "agents").status == 0)
            let token = try await here.run("user", "token", "ada").output.split(separator: "\n").first.map(String.init) ?? ""
            var away = Command(environment: ["SKEIN_SERVER": server.address ?? ""], home: server.directory)
            let nobody = try await away.run("ls")
            #expect(nobody.status == 77 && nobody.errors.contains("asks for a login"), "\(nobody.errors)")
            #expect(nobody.errors.contains("skein user token NAME") && nobody.errors.contains("SKEIN_TOKEN"))
            let file = server.directory.appending(path: "token").path
            try Data((token + "\n").utf8).write(to: URL(filePath: file))
            #expect(try await away.run("ls", "--token-file", file).status == 0)
            #expect(try await away.run("ls", "--token-file", file + "x").status == 66)
            away.environment["SKEIN_TOKEN"] = token
            #expect(try await away.run("ls").status == 0)
            let denied = try await away.run("user", "ls")
            #expect(denied.status == 77 && denied.errors.contains("needs the role 'admin'"), "\(denied.errors)")
            #expect(try await here.run("user", "set", "ada", "--role", "admin").output == "ada is admin, let in.\n")
            #expect(try await away.run("user", "ls").output.contains("ada    admin"))
            #expect(try await here.run("user", "revoke", "ada").output == "ada is shut out, and 1 token revoked.\n")
            let revoked = try await away.run("ls")
            #expect(revoked.status == 77 && revoked.errors.contains("does not take this token"), "\(revoked.errors)")
        }
    }
}
