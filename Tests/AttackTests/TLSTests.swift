import Domain
import Foundation
import NIOSSL
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import skein

/// The server with a certificate of its own.
@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    @Test(
        "with a certificate the server speaks TLS alone, to browsers, WebSockets and the command line, and takes a renewed one"
    )
    func serves() async throws {
        try await withTemporaryDirectory { directory in
            let (own, next) = (
                try await TestCertificate(in: directory, "own"), try await TestCertificate(in: directory, "next")
            )
            try await SkeinServer.with(["SKEIN_TLS_CERT": own.certificate, "SKEIN_TLS_KEY": own.key]) { server in
                var wire = RawExchange(server: server, tls: try own.client())
                let health = try await wire.request("GET", "/health")
                #expect(health.status == 200)
                #expect(health.header("strict-transport-security") == "max-age=31536000")
                #expect(server.log.contains("https://127.0.0.1:"))
                let json = "Content-Type: application/json"
                let body = #"{"name":"A","role":"r","system_prompt":"0123456789"}"#
                for (origin, status) in [("https://\(wire.host)", 200), ("http://\(wire.host)", 403)] {
                    let reply = try await wire.request(
                        "POST", "/api/agents", headers: [json, "Origin: \(origin)"], body: body)
                    #expect(reply.status == status)
                }
                try await wire.connected { socket in
                    try await socket.send(
                        "GET /ws/x HTTP/1.1\r\nHost: \(wire.host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    var heard = ""
                    while !heard.contains("connection_established"), let more = try await socket.next() { heard += more }
                    #expect(heard.hasPrefix("HTTP/1.1 101"))
                }
                let clear = try await RawExchange(server: server).send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(clear.status == 0)
                wire.tls = try own.client { $0.maximumTLSVersion = .tlsv11 }
                #expect(try await wire.send("GET / HTTP/1.1\r\n\r\n").text.isEmpty)
                try await commands(server, own)
                try await renews(server, own, next)
            }
        }
    }

    private func commands(_ server: SkeinServer, _ own: TestCertificate) async throws {
        let address = server.address?.replacing("http:", with: "https:") ?? ""
        let trusted = try await skein(["ls", "agents", "--server", address, "--ca-file", own.certificate])
        #expect(trusted.contains("A "), "\(trusted)")
        #expect(try await skein(["ls", "agents", "--server", address], ["SKEIN_CA_FILE": own.certificate]).contains("A "))
        let untrusted = try await skein(["ls", "agents", "--server", address])
        #expect(untrusted.contains("--ca-file"), "\(untrusted)")
        #expect(try await skein(["ls", "--server", address, "--ca-file", "/dev/null"]).contains("PEM"))
    }

    private func renews(_ server: SkeinServer, _ own: TestCertificate, _ next: TestCertificate) async throws {
        let files = FileManager.default
        let old = RawExchange(server: server, tls: try own.client())
        let new = RawExchange(server: server, tls: try next.client())
        #expect(try await new.request("GET", "/health").status == 0)
        try await old.connected { connection in
            try await connection.send("GET /health HTTP/1.1\r\nHost: \(old.host)\r\n\r\n")
            #expect(try await connection.next()?.contains("200 OK") == true)
            // The certificate alone does not go with the key: what there was stays.
            try Data(contentsOf: URL(filePath: next.certificate)).write(to: URL(filePath: own.certificate))
            #expect(try await old.request("GET", "/health").status == 200)
            try files.removeItem(atPath: own.key)
            try files.moveItem(atPath: next.key, toPath: own.key)
            #expect(try await new.request("GET", "/health").status == 200)
            #expect(try await old.request("GET", "/health").status == 0)
            try await connection.send("GET /health HTTP/1.1\r\nHost: \(old.host)\r\n\r\n")
            #expect(try await connection.next()?.contains("200 OK") == true)
        }
        #expect(server.log.contains("the old one stays"))
    }

    @Test("files that are no good are named, with what to do, and the server does not start")
    func faults() async throws {
        try await withTemporaryDirectory { directory in
            let (own, other) = (
                try await TestCertificate(in: directory, "own"), try await TestCertificate(in: directory, "other")
            )
            _ = try TLSFiles(certificate: own.certificate, key: own.key).context()
            let faults: [(TLSFiles, String)] = [
                (TLSFiles(certificate: "/none.pem", key: own.key), "/none.pem (SKEIN_TLS_CERT) is not there"),
                (TLSFiles(certificate: own.certificate, key: "/none.key"), "/none.key (SKEIN_TLS_KEY) is not there"),
                (TLSFiles(certificate: own.key, key: own.key), "chain"),
                (TLSFiles(certificate: own.certificate, key: own.certificate), "(SKEIN_TLS_KEY)"),
                (TLSFiles(certificate: own.certificate, key: other.key), "does not belong to the certificate"),
            ]
            for (files, words) in faults {
                let error = #expect(throws: TLSFileError.self) { try files.context() }
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            }
            let files = TLSFiles(certificate: own.certificate, key: own.key)
            for (days, words) in [(3.0, "expired on"), (-3, "is valid from")] {
                let error = #expect(throws: TLSFileError.self) { try files.context(now: Date() + days * 86_400) }
                #expect(error?.description.contains(words) == true)
            }
            chmod(own.key, 0o644)
            let data = directory.appending(path: "data").path
            let serve = ["serve", "--port", "0", "--data-dir", data, "--tls-cert", own.certificate, "--tls-key"]
            #expect(try await skein(serve + [own.key]).contains("chmod 600"))
            #expect(try await skein(Array(serve.dropLast())).contains("given together with SKEIN_TLS_KEY"))
            #expect(!FileManager.default.fileExists(atPath: data))
        }
    }

    private func skein(_ arguments: [String], _ further: [String: String] = [:]) async throws -> String {
        let environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(further) { $1 }
        let result = try await Subprocess.run(
            .path(FilePath(try SkeinBinary.path())), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        return result.standardOutput + result.standardError
    }
}
