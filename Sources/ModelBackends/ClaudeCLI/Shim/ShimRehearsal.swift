import Agents
import Domain
import Foundation

/// What every call takes, done once for practice: code is loaded when it first runs, and nobody waits for that yet.
enum ShimRehearsal {
    /// - Throws: nothing that matters; what cannot be rehearsed is loaded later.
    static func run() throws {
        let request = ShimRequest(
            callID: "", sessionID: "", command: [""], workDirectory: "", gate: ToolGate(policy: ToolPolicy()), answers: [],
            approvedCalls: [], timing: ShimTiming())
        let handover = try ShimHandover(request)
        try handover.add(["": ""])
        let (bytes, secrets) = try handover.take()
        _ = try ShimLaunch(bytes, secrets)
        _ = try JSONDecoder().decode(ShimRequest.self, from: Data(bytes))
        var machine = ShimMachine(request, at: Timestamp.now.milliseconds)
        _ = machine.start().count
        _ = machine.received(ClaudeMessage(try JSONValue(parsing: bytes)), at: Timestamp.now.milliseconds)
        let command = try JSONCoding.encode(ShimCommand.follow(from: 0))
        _ = try JSONDecoder().decode(ShimCommand.self, from: Data(command.utf8))
        _ = ShimOutcome(ShimOutcome.unstarted("").json)
        _ = SpoolRecord.bytes(at: 0, .shim, text: "")
        _ = ClaudeControl.initialize(id: "").text
        _ = SessionLock.path(of: "", beside: SpoolLeg(directory: "/a/b/c"))
        _ = try Data(contentsOf: URL(filePath: "/proc/self/stat"))
        _ = SecretPatterns(
            EnvironmentCredentials.find(in: ProcessInfo.processInfo.environment) + [(name: "", value: "https://a:b@c/")])
    }
}
