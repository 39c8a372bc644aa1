import Agents
import ModelBackends
import Testing

@Suite("Commands of workflows", .timeLimit(.minutes(10))) struct ProcessCommandRunnerTests {
    private let runner = ProcessCommandRunner(environment: ["PATH": "/usr/bin:/bin", "SECRET": "s"])

    @Test("a command's status and words are reported; it runs where it is told, without the server's secrets")
    func reports() async throws {
        let failed = try await runner.run(["sh", "-c", "pwd; echo $SECRET; echo oh >&2; exit 3"], in: "/tmp", timeout: 30)
        #expect(failed.exitStatus == 3)
        #expect(failed.output.contains("/tmp") && failed.output.contains("oh") && !failed.output.contains("s\n\n"))
        #expect(try await runner.run(["true"], in: "/tmp", timeout: 30).exitStatus == 0)
    }

    @Test("a command that hangs is ended with its children, and one that does not exist says so")
    func ends() async throws {
        #expect(try await runner.run(["sh", "-c", "sleep 600 & wait"], in: "/tmp", timeout: 0.2).exitStatus == nil)
        #expect(try await runner.run(["no-such-program"], in: "/tmp", timeout: 30).exitStatus == nil)
    }
}
