import Domain
import DurableExecution

/// Something that a model decides for a pattern: asked once, validated, repaired once, and journaled.
struct Question: Sendable {
    /// Names it: `plan`, `route`, `verdict`, …; also the name of its steps.
    var kind: String
    /// The title of the task that it is about; nil for the whole workflow.
    var title: String?
    /// Who decides, where it is not the coordinator.
    var decider: Agent?
    /// What is to be decided, in one or two sentences.
    var instruction: String
    /// What the decision is about.
    var sections: [PromptSection]
    /// What the answer must meet.
    var schema: JSONValue
    /// What the schema cannot say; returns everything that is wrong, in words.
    var check: @Sendable (JSONValue) -> [String] = { _ in [] }
    /// The decision by stated rules, where there is no model.
    var rules: @Sendable () -> JSONValue
    /// The how-manieth question of its kind, from 1.
    var turn = 1
    /// Whether the rules decide although there is a model.
    var prefersRules = false
    /// What the decider may use to look at the work; nothing that changes it.
    var tools: [String] = []

    /// Whether words are wanted, and nothing is decided.
    var isForText: Bool { schema["type"] == "string" }
}

/// What came of a question.
struct Decision: Sendable, Codable {
    /// The answer; nil when there is none that is valid.
    var value: JSONValue?
    /// What is wrong with the last answer.
    var problems: [String] = []
    /// The class of the failure, or of the limit, because of which nobody answered.
    var failure: String?
    /// What happened then, in words.
    var message: String?
    /// `model` or `rules`.
    var method = "model"

    /// Why there is no valid answer, in words.
    var reason: String {
        failure ?? (problems.isEmpty ? "no answer" : problems.joined(separator: "; "))
    }
}

/// A question that is not asked because nothing more may begin.
struct QuestionRefused: FailureDescribing {
    let reason: String

    var failure: RunFailure { RunFailure(kind: reason, message: PatternRun.words(for: reason)) }
    var retry: RetryAdvice { .never }
}
