import Domain
import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `skein secret` and `skein audit`, through a running server and on the data directory itself.
@Suite(.timeLimit(.minutes(10))) struct SecretCommandTests {
    @Test(
        "secrets are set from standard input, listed, rotated and removed, with and without a server, and all of it is in the log"
    )
    func life() async throws {
        try await withTemporaryDirectory { home in
            let data = home.appending(path: "data").path
            let skein = Command(environment: ["SKEIN_DATA_DIR": data, "SKEIN_BACKEND": "scripted"], home: home)
            #expect(try await skein.run("migrate").status == 0)
            #expect(try await skein.run("secret", "ls").output == "There are no secrets.\n")
            let set = try await skein.set("DEPLOY_TOKEN", to: "the-secret-value\n")
            #expect(set.output == "DEPLOY_TOKEN is kept, for every agent.\n", "\(set.errors)")
            let nobody = try await skein.set("OTHER", to: "x", "--agent", "Nobody")
            #expect(nobody.status == 5 && nobody.errors.contains("knows no agent 'Nobody'"), "\(nobody.errors)")
            #expect(try await skein.set("PATH", to: "x").errors.contains("'PATH' is reserved"))
            #expect(try await skein.set("EMPTY", to: "").status == 65)
            let rotated = try await skein.run("secret", "rotate")
            #expect(rotated.output == "1 secret encrypted with a new key.\n", "\(rotated.errors)")
            let list = try await skein.run("secret", "ls")
            #expect(list.output.contains("DEPLOY_TOKEN  all     2    2"), "\(list.output)")
            let log = try await skein.run("audit", "--since", "1h")
            let acts = log.output.split(separator: "\n").map { $0.split(separator: " ").dropFirst(4).joined(separator: " ") }
            #expect(
                acts == [
                    "migrate done",
                    "setSecret secret DEPLOY_TOKEN done", "setSecret secret PATH refused 422", "rotateSecrets done",
                ], "\(log.output)")
            let copy: @Sendable (URL) throws -> Void = { place in
                for name in try FileManager.default.contentsOfDirectory(atPath: data) {
                    try FileManager.default.copyItem(atPath: "\(data)/\(name)", toPath: place.appending(path: name).path)
                }
            }
            try await SkeinServer.with(["SKEIN_BACKEND": "scripted"], prepare: { try copy($0) }) { server in
                let there = Command(environment: ["SKEIN_DATA_DIR": server.data.path], home: home)
                #expect(try await there.run("secret", "rm", "DEPLOY_TOKEN").output == "Secret DEPLOY_TOKEN was deleted.\n")
                let unknown = try await there.run("secret", "rm", "DEPLOY_TOKEN")
                #expect(unknown.status == 5 && unknown.errors.contains("There is no secret DEPLOY_TOKEN"))
                let json = try await there.run("audit", "--action", "deleteSecret", "--limit", "1", "--json")
                #expect(try JSONValue(parsing: json.output.utf8)["outcome"] == "refused")
                #expect(try await server.get("/api/audit?action=deleteSecret").arrayValue?.count == 2)
            }
            #expect(try await skein.run("audit", "--since", "soon").status == 64)
        }
    }
}

extension Command {
    fileprivate func set(_ name: String, to value: String, _ more: String...) async throws -> Outcome {
        let variables = ["PATH": "/usr/bin:/bin", "HOME": home.path].merging(environment) { $1 }
        let result = try await Subprocess.run(
            .path(FilePath(try SkeinBinary.path())), arguments: Arguments(["secret", "set", name] + more),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            input: .string(value), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let status) = result.terminationStatus else {
            return Outcome(status: -1, output: result.standardOutput, errors: result.standardError)
        }
        return Outcome(status: status, output: result.standardOutput, errors: result.standardError)
    }
}
