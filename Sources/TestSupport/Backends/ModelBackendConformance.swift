public import Agents
public import Domain
import Testing

/// A backend as the conformance suite uses it.
public struct BackendUnderTest: Sendable {
    public let backend: any ModelBackend
    /// A call whose answer is this text.
    public let answering: @Sendable (_ id: String, _ text: String) -> ModelCall
    /// A call that says this text at once and then goes on until it is stopped; nil for a backend whose calls are instant.
    public let holding: (@Sendable (_ id: String, _ text: String) -> ModelCall)?
    /// Lets the calls that hold come to their end.
    public let release: @Sendable () -> Void
    /// A call that fails; nil for a backend that cannot.
    public let failing: (@Sendable (_ id: String) -> ModelCall)?
    /// A call that is offered tools and calls some of them; a backend that is no model follows the caller's rule instead.
    public var calling: (@Sendable (_ id: String, OfferedTools, _ calls: [(tool: String, input: JSONValue)]) -> ModelCall)?
    /// Whether the text of an answer is the scripted one.
    public var saysWhatIsScripted = true

    public init(
        backend: any ModelBackend, answering: @escaping @Sendable (_ id: String, _ text: String) -> ModelCall,
        holding: (@Sendable (_ id: String, _ text: String) -> ModelCall)? = nil,
        failing: (@Sendable (_ id: String) -> ModelCall)? = nil, release: @escaping @Sendable () -> Void = {}
    ) {
        self.backend = backend
        self.answering = answering
        self.holding = holding
        self.failing = failing
        self.release = release
    }
}

/// The rules of ``ModelBackend``, which every backend is held to.
public enum ModelBackendConformance {
    /// It streams its answer, tells every finished piece once, and replies with the whole of it.
    public static func answers(_ subject: BackendUnderTest) async throws {
        let link = RecordingLink()
        let reply = try await subject.backend.perform(subject.answering("answers/work/1", "One two three."), link)
        #expect(reply.ending == .completed)
        #expect(!reply.text.isEmpty)
        if subject.saysWhatIsScripted { #expect(reply.text == "One two three.") }
        #expect(link.messages == [reply.text])
        #expect(link.words.joined().filter { !$0.isWhitespace } == reply.text.filter { !$0.isWhitespace })
        #expect(reply.call.callID == "answers/work/1")
        #expect(reply.call.backend == subject.backend.name)
        #expect(reply.call.outcome == "completed")
    }

    /// A failure is a ``ModelBackendError`` with its cause and the call's report, never an answer.
    public static func fails(_ subject: BackendUnderTest) async throws {
        guard let failing = subject.failing else { return }
        let error = await #expect(throws: ModelBackendError.self) {
            try await subject.backend.perform(failing("fails/work/1"), RecordingLink())
        }
        #expect(error?.call.outcome == error?.cause.rawValue)
        #expect(error?.call.callID == "fails/work/1")
        #expect(error?.message.isEmpty == false)
    }

    /// Calls of the tools that the caller offers come back in the reply: of several the first right one counts.
    public static func callsOfferedTools(_ subject: BackendUnderTest) async throws {
        let calling = try #require(subject.calling)
        let link = RecordingLink()
        let calls: [(String, JSONValue)] = [("up", [:]), ("left", ["why": 1]), ("left", ["why": "x"]), ("right", [:])]
        let reply = try await subject.backend.perform(calling("offers/work/1", offered, calls), link)
        #expect(reply.ending == .completed)
        let made = try #require(reply.offeredCalls)
        #expect(made.filter { $0.standing == .counted }.map(\.tool) == ["left"])
        #expect(made.first { $0.standing == .counted }?.input == ["why": "x"])
        if subject.saysWhatIsScripted {
            #expect(made.map(\.standing) == [.refused, .refused, .counted, .ignored])
        }
        let results = link.told.value.compactMap { told -> String? in
            if case .toolResult(_, let content, _) = told.event { content } else { nil }
        }
        #expect(results.contains("Gone left."))
        let plain = try await subject.backend.perform(subject.answering("offers/plain/1", "One two three."), RecordingLink())
        #expect(plain.offeredCalls == nil)
    }

    private static let offered = OfferedTools(
        [
            OfferedTool(
                "left", "Goes left.",
                inputSchema: ["type": "object", "required": ["why"], "properties": ["why": ["type": "string"]]],
                answer: "Gone left."),
            OfferedTool("right", "Goes right.", inputSchema: ["type": "object"], answer: "Gone right."),
        ], byRule: .init(tool: "left", input: ["why": "x"]))

    /// Asked to pause it stops with a token, and another call of the conversation continues it.
    public static func pauses(_ subject: BackendUnderTest) async throws {
        guard let holding = subject.holding else { return }
        let (first, link) = (holding("pauses/work/1", "One two three."), RecordingLink())
        let paused = try await stopped(subject, first, link, by: .pauseNow)
        guard case .paused(let token) = paused.ending else {
            Issue.record("a pause ended with \(paused.ending)")
            return
        }
        var second = holding("pauses/work#2/1", "One two three.")
        second.conversation = first.conversation
        second.conversation.continuation = .init(reason: .resumed, token: token)
        subject.release()
        let reply = try await subject.backend.perform(second, RecordingLink())
        #expect(reply.ending == .completed)
        #expect(reply.call.sessionID == paused.call.sessionID)
    }

    /// Asked to abort it stops for good.
    public static func aborts(_ subject: BackendUnderTest) async throws {
        guard let holding = subject.holding else { return }
        let reply = try await stopped(subject, holding("aborts/work/1", "One two."), RecordingLink(), by: .abort)
        #expect(reply.ending == .aborted)
    }

    /// Cancelled it lets go; the same call, taken up again, goes on and tells nothing a second time.
    public static func isTakenUpAgain(_ subject: BackendUnderTest) async throws {
        guard let holding = subject.holding else { return }
        let (call, link) = (holding("again/work/1", "One two three."), RecordingLink())
        let task = Task { try await subject.backend.perform(call, link) }
        try await link.told.first("the first words") { $0.isEmpty ? nil : true }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let next = RecordingLink(progress: link.lastProgress)
        subject.release()
        let reply = try await subject.backend.perform(call, next)
        #expect(reply.ending == .completed)
        #expect((link.messages + next.messages).count == Set(link.messages + next.messages).count)
    }

    private static func stopped(
        _ subject: BackendUnderTest, _ call: ModelCall, _ link: RecordingLink, by stop: CallStop
    ) async throws -> ModelReply {
        async let reply = subject.backend.perform(call, link)
        try await link.told.first("the first words") { $0.isEmpty ? nil : true }
        link.stop(stop)
        return try await reply
    }
}
