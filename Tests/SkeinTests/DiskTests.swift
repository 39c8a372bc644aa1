import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// What an operator sees of a disk that fails, and what is left when it works again.
@Suite(.timeLimit(.minutes(10))) struct DiskTests {
    private static let environment = ["SKEIN_BACKEND": "scripted"]

    @Test("a full disk: every request says so, no run is lost, and all goes on by itself when there is room", .ownDisk)
    func full() async throws {
        try await SkeinServer.with(Self.environment, wrapper: MountTrait.wrapper("size=8m")) { server in
            let first = try await server.begin("One.", settings: ["script": [["say": "Done."]]])
            try await server.execution(first, becomes: "completed")
            let slow: JSONValue = [["wait_ms": 1500], ["say": "Late."]]
            let second = try await server.begin("Two.", settings: ["script": slow])
            try await server.execution(second, becomes: "running")
            let ballast = server.seenData.appending(path: "ballast")
            Self.fill(ballast)
            let refusal = await #expect(throws: RefusedRequest.self) {
                while true { _ = try await server.begin(String(repeating: "x", count: 60_000)) }
            }
            #expect(
                refusal?.status == 503 && refusal?.description.contains("disk is full") == true,
                "\(refusal?.description ?? "")")
            // What is there can be read.
            #expect(try await server.execution(first)["output"]?["result"] == "Done.")
            try await eventually("the server to say what is in the way") { server.log.contains("disk is full") ? true : nil }
            #expect(!["completed", "failed"].contains(try await server.execution(second)["status"]?.stringValue))

            try FileManager.default.removeItem(at: ballast)
            #expect(try await server.execution(second, becomes: "completed")["output"]?["result"] == "Late.")
            let third = try await server.begin("Three.", settings: ["script": [["say": "Done."]]])
            try await server.execution(third, becomes: "completed")
            #expect(try await server.request(.POST, "/api/verify")["findings"] == [])
        }
    }

    @Test("a disk that cannot be written: the server says so and does not start", .ownDisk)
    func readOnly() async throws {
        try await withTemporaryDirectory { home in
            let skein = Command(environment: ["SKEIN_DATA_DIR": home.appending(path: "data").path], home: home)
            let line = MountTrait.wrapper("ro").map { "'\($0)'" }.joined(separator: " ")
            let serve = try await skein.shell("exec \(line) $SKEIN serve --port 0")
            #expect(serve.status != 0)
            #expect(serve.errors.contains("skein.db") && serve.errors.contains("ead-only"), "\(serve.errors)")
        }
    }

    /// Writes until nothing more fits.
    private static func fill(_ file: URL) {
        let descriptor = open(file.path, O_WRONLY | O_CREAT, 0o600)
        let zeros = [UInt8](repeating: 0, count: 4096)
        while write(descriptor, zeros, zeros.count) > 0 {}
        close(descriptor)
    }
}
