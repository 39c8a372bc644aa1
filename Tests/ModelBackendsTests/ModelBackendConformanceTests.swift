import Agents
import Domain
import Foundation
import ModelBackends
import TestSupport
import Testing

/// The backends that need nothing from outside; the Claude CLI is held to the same in `ClaudeConformanceTests`.
@Suite(.timeLimit(.minutes(10))) struct ModelBackendConformanceTests {
    enum Backend: CaseIterable {
        case expert, scripted
    }

    @Test("it streams its answer and replies with the whole of it", arguments: Backend.allCases)
    func answers(_ backend: Backend) async throws {
        try await ModelBackendConformance.answers(backend.subject)
    }

    @Test("a failure has a cause and is no answer", arguments: Backend.allCases)
    func fails(_ backend: Backend) async throws {
        try await ModelBackendConformance.fails(backend.subject)
    }

    @Test("it pauses, and another call of its conversation goes on", arguments: Backend.allCases)
    func pauses(_ backend: Backend) async throws {
        try await ModelBackendConformance.pauses(backend.subject)
    }

    @Test("it aborts", arguments: Backend.allCases)
    func aborts(_ backend: Backend) async throws {
        try await ModelBackendConformance.aborts(backend.subject)
    }

    @Test("calls of the tools that the caller offers come back: the first right one counts", arguments: Backend.allCases)
    func callsOfferedTools(_ backend: Backend) async throws {
        try await ModelBackendConformance.callsOfferedTools(backend.subject)
    }

    @Test("a call that was let go of is taken up again and tells nothing twice", arguments: Backend.allCases)
    func isTakenUpAgain(_ backend: Backend) async throws {
        try await ModelBackendConformance.isTakenUpAgain(backend.subject)
    }

    @Test(
        "a script writes in its work directory and nowhere else",
        arguments: ["../out", "/tmp/skein-out", "a/../../out", ".."])
    func confined(file: String) async throws {
        try await withTemporaryDirectory { directory in
            var call = Backend.call("confined/work/1", [["append": ["file": .string(file), "line": "x"]]])
            call.workDirectory = directory.path
            let error = await #expect(throws: ModelBackendError.self) {
                try await ScriptedBackend().perform(call, RecordingLink())
            }
            #expect(error?.cause == .invalidRequest)
            #expect(error?.message.contains(file) == true)
        }
    }
}

extension ModelBackendConformanceTests.Backend {
    var subject: BackendUnderTest {
        switch self {
        case .expert:
            var subject = BackendUnderTest(backend: ExpertBackend(), answering: { id, _ in Self.call(id, []) })
            subject.saysWhatIsScripted = false
            subject.calling = { id, offered, _ in
                var call = Self.call(id, [])
                call.offered = offered
                return call
            }
            return subject
        case .scripted:
            var subject = BackendUnderTest(
                backend: ScriptedBackend(), answering: { id, text in Self.call(id, [["say": .string(text)]]) },
                holding: { id, text in
                    Self.call(id, [["say": .string(text)], ["wait_ms": 4000], ["say": "The end."]])
                },
                failing: { Self.call($0, [["fail": ["cause": "overloaded", "message": "not now"]]]) })
            subject.calling = { id, offered, calls in
                let script = calls.map { JSONValue.object(["call": ["tool": .string($0.tool), "input": $0.input]]) }
                var call = Self.call(id, .array(script + [["say": "So it is."]]))
                call.offered = offered
                return call
            }
            return subject
        }
    }

    static func call(_ id: String, _ script: JSONValue) -> ModelCall {
        var call = ModelCall(
            id: id, conversation: Conversation(sessionID: UUID().uuidString.lowercased()),
            systemPrompt: "You do what the task says.", prompt: "Do it.", workDirectory: "/tmp")
        call.script = script
        call.brief.title = "A task"
        call.brief.description = "Do it."
        call.brief.capabilities = ["testing"]
        return call
    }
}
