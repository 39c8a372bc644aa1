import Domain
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The process that is started beforehand, so that a call need not wait for it.
@Suite("The spare shim", .timeLimit(.minutes(10)))
struct SpareShimTests {
    @Test("the next call is carried by the process that waited for it")
    func isUsed() async throws {
        try await withSpare(FakeClaude()) { server, spare in
            let id = try await server.begin("Do it again.")
            try await server.execution(id, becomes: "completed")
            try await eventually("another one to wait") { server.spareShims.first.map { $0 != spare } ?? false ? true : nil }
        }
    }

    @Test("one that was killed while it waited costs the next call nothing but time")
    func killed() async throws {
        try await withSpare(FakeClaude()) { server, spare in
            kill(spare, SIGKILL)
            let execution = try await server.execution(try await server.begin("Do it again."), becomes: "completed")
            #expect(execution["error_message"] == .null)
        }
    }

    @Test("it ends with its server, however that ends")
    func endsWithServer() async throws {
        try await withSpare(FakeClaude()) { server, _ in
            try await server.kill()
            try await eventually("the spare shim to end") { server.spareShims.isEmpty ? true : nil }
        }
    }

    /// After a first call.
    private func withSpare(_ fake: FakeClaude, _ body: (SkeinServer, pid_t) async throws -> Void) async throws {
        var fake = fake
        fake.lines = FakeClaude.answer("Done.")
        try await withTemporaryDirectory { directory in
            try await ClaudeBed.with(claude: try fake.install(in: directory)) { bed in
                try await bed.server.execution(try await bed.server.begin("Do it."), becomes: "completed")
                let spare = try await eventually("a spare shim to wait") { bed.server.spareShims.first }
                try await body(bed.server, spare)
            }
        }
    }
}
