import Agents
import Domain
import DurableExecution

extension Decision {
    /// Asks a model until its answer is valid, twice at most: what is wrong with the first answer is sent back with it.
    /// - Parameters:
    ///   - check: what the schema cannot say; returns everything that is wrong.
    ///   - isSameSession: whether the answer that is sent back goes on in its session.
    ///   - ask: makes one call, in a session that goes on or in a new one, as steps of a run.
    static func sought(
        _ call: ModelCall, schema: JSONValue, check: (JSONValue) -> [String] = { _ in [] },
        isSameSession: Bool = true, ask: (ModelCall, ContinuedSession?) async throws -> ModelReply
    ) async throws -> Decision {
        var (decision, next) = (Decision(), call)
        var session: ContinuedSession?
        for _ in 1...2 {
            do {
                let reply = try await ask(next, session)
                let value = reply.structured ?? JSONValue(embeddedIn: reply.text)
                decision.problems = problems(with: value, schema, check)
                guard !decision.problems.isEmpty else {
                    decision.value = value
                    return decision
                }
                let correction = correction(of: value?.text ?? reply.text, decision.problems)
                next.prompt = call.prompt + correction
                if isSameSession { session = reply.call.sessionID.map { ContinuedSession($0, words: correction) } }
            } catch let failure as StepFailure {
                (decision.failure, decision.message) = (failure.failure.kind, failure.failure.message)
                return decision
            }
        }
        return decision
    }

    private static func problems(
        with value: JSONValue?, _ schema: JSONValue, _ check: (JSONValue) -> [String]
    ) -> [String] {
        guard let value else { return ["the answer should be one JSON object"] }
        let problems = JSONSchema(schema).problems(with: value)
        return problems.isEmpty ? check(value) : problems
    }

    private static func correction(of answer: String, _ problems: [String]) -> String {
        let sections = [
            PromptSection("previous_answer", answer), PromptSection("problems", problems.joined(separator: "\n")),
        ]
        return "\n" + sections.map(\.element).joined(separator: "\n")
            + "\nYour previous answer was not valid. Answer again, with these problems mended."
    }
}

extension JSONValue {
    /// The JSON object in a text that may have words, or a code fence, around it.
    init?(embeddedIn text: String) {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end else { return nil }
        // A text that only looks like JSON is no answer.
        guard let value = try? JSONValue(parsing: text[start...end].utf8) else { return nil }
        self = value
    }
}
