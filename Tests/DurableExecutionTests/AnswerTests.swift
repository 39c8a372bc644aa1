import DurableExecution
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AnswerTests {
    private static let question = ["text": "go on?"]

    private static func asking(_ context: WorkflowContext, _ input: String) async throws -> String {
        try await context.waitForInput("ask", question: question, as: String.self)
    }

    @Test("of many answers at once the first wins and the others are told so")
    func firstWins() async throws {
        try await EngineBed.running(Self.asking) { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            let outcomes = try await withThrowingTaskGroup(of: AnswerOutcome.self) { group in
                for number in 0..<20 {
                    group.addTask { try await engine.answer("ask", with: JSONText("answer \(number)"), to: run) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .accepted(.pending) }.count == 1)
            #expect(outcomes.filter { $0 == .answeredBefore || $0 == .ended(.completed) }.count == 19)
            try await bed.run(run, tells: "completed")
            #expect(try await bed.eventNames(of: run).filter { $0 == "input_given" }.count == 1)
        }
    }

    @Test("an answer between the body's unwinding and the run's settling is not lost")
    func beforeSettling() async throws {
        let run = Later<RunID>()
        try await EngineBed.running(before: { write, engine in
            guard case .settle(.waiting) = write else { return }
            let outcome = try await engine.answer("ask", with: JSONText("just in time"), to: run.value)
            #expect(outcome == .accepted(.running))
        }) { context, input in
            run.set(context.run)
            return try await Self.asking(context, input)
        } test: { bed, _, run in
            let record = try await bed.run(run, tells: "completed")
            #expect(try record.text == "just in time")
            #expect(try await !bed.eventNames(of: run).contains("waiting"))
        }
    }

    @Test("an answer just after the question is stored, while the body still runs, is not lost")
    func beforeUnwinding() async throws {
        let run = Later<RunID>()
        try await EngineBed.running(after: { write, engine in
            guard case .append(.asked) = write else { return }
            _ = try await engine.answer("ask", with: JSONText("early"), to: run.value)
        }) { context, input in
            run.set(context.run)
            return try await Self.asking(context, input)
        } test: { bed, _, run in
            let record = try await bed.run(run, tells: "completed")
            #expect(try record.text == "early")
        }
    }

    @Test("two branches may wait at once, and each is continued by its own answer")
    func twoQuestions() async throws {
        try await EngineBed.running { context, _ in
            let answers = try await context.parallel("ask", ["a", "b"], key: { $0 }) { context, name in
                try await context.waitForInput("it", interaction: name, question: Self.question, as: String.self)
            }
            return try answers.map { try $0.get() }.joined()
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            _ = try await engine.answer("b", with: JSONText("B"), to: run)
            try await bed.run(run, tells: "waiting", times: 2)
            _ = try await engine.answer("a", with: JSONText("A"), to: run)
            #expect(try await bed.run(run, tells: "completed").text == "AB")
        }
    }

    @Test("a step in flight gets the answers to what it asked, those given before it listened included")
    func stepAsks() async throws {
        try await EngineBed.running { context, _ in
            try await context.step("talk") { attempt in
                try await attempt.ask(RunQuestion(interaction: "tool", content: JSONText(Self.question)))
                for await (_, content) in attempt.answers() { return try content.decode(String.self) }
                return "no answer"
            }
        } test: { bed, engine, run in
            try await bed.run(run, tells: "needs_input")
            #expect(try await engine.answer("tool", with: JSONText("allow"), to: run) == .accepted(.running))
            #expect(try await bed.run(run, tells: "completed").text == "allow")
        }
    }

    @Test("an answer to a question that was never asked is refused")
    func unknownQuestion() async throws {
        try await EngineBed.running(Self.asking) { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            #expect(try await engine.answer("other", with: JSONText("x"), to: run) == .noSuchQuestion)
        }
    }

    @Test("an answer of another form than the workflow expects fails the step and names it, and nothing loops")
    func otherForm() async throws {
        try await EngineBed.running(Self.asking) { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            _ = try await engine.answer("ask", with: JSONText(["not": "a text"]), to: run)
            let record = try await bed.run(run, tells: "failed")
            #expect(record.failure?.kind == RunFailure.undecodable)
            #expect(record.failure?.path?.rawValue == "ask")
        }
    }
}
