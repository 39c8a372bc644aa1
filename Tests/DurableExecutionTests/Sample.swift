import DurableExecution
import TestSupport
import Testing

/// One workflow of each kind, for tests that disturb them everywhere. Each step's body counts its call id.
struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// How many steps may be in flight at once.
    let width: Int
    private let script: @Sendable (WorkflowContext, Deeds) async throws -> String

    private init(
        _ description: String, width: Int = 1, _ script: @escaping @Sendable (WorkflowContext, Deeds) async throws -> String
    ) {
        testDescription = description
        self.width = width
        self.script = script
    }

    /// An engine that can run it.
    func engine(_ bed: EngineBed, _ deeds: Deeds, journal: any Journal) -> RunEngine {
        let child = ScriptedChild { context, input in
            let half = try await Self.step(context, "half", deeds, input)
            return try await Self.step(context, "whole", deeds, half)
        }
        return bed.engine(Scripted { context, _ in try await script(context, deeds) }, child, journal: journal)
    }

    static let all: [Sample] = [
        Sample("a sequence") { context, deeds in
            var words = ""
            for name in ["one", "two", "two", "three"] {
                words = try await step(context, name, deeds, words + name.prefix(1))
            }
            return words
        },
        Sample("announced steps with progress") { context, deeds in
            let options = StepOptions(isAnnounced: true)
            for name in ["one", "two"] {
                _ = try await context.step(name, options) { attempt in
                    await attempt.note([RunNote(event: "progress", data: .emptyObject)], progress: "half")
                    return deeds.did(attempt.callID)
                }
            }
            return "done"
        },
        Sample("announced steps that get ready meanwhile") { context, deeds in
            let options = StepOptions(isAnnounced: true, preparesItself: true)
            for name in ["one", "two"] {
                _ = try await context.step(name, options) { attempt in
                    try await attempt.announced()
                    return deeds.did(attempt.callID)
                }
            }
            return "done"
        },
        Sample("parallel branches with steps of their own", width: 6) { context, deeds in
            let first = try await step(context, "first", deeds, "f")
            let branches = try await context.parallel("all", ["a", "b", "c"], key: { $0 }) { context, name in
                let inner = try await context.parallel("inner", [1, 2], key: { "\($0)" }) { context, number in
                    try await step(context, "leaf", deeds, "\(name)\(number)")
                }
                return try await step(context, "join", deeds, inner.map { try $0.get() }.joined())
            }
            return try await step(context, "last", deeds, first + branches.map { try $0.get() }.joined(separator: ","))
        },
        Sample("a step that fails twice, and one that fails for good") { context, deeds in
            let policy = RetryPolicy(attempts: 3, initial: .seconds(2), longest: .seconds(2))
            let third = try await context.step("flaky", StepOptions(retry: policy)) { attempt in
                deeds.did(attempt.callID)
                if attempt.number < 3 { throw Flaky() }
                return "third"
            }
            do {
                return try await context.step("hopeless") { attempt in
                    deeds.did(attempt.callID)
                    throw Flaky()
                }
            } catch let failure as StepFailure {
                return try await step(context, "remedy", deeds, third + " " + failure.failure.kind)
            }
        },
        Sample("questions, one of them in a branch", width: 2) { context, deeds in
            let before = try await step(context, "before", deeds, "b")
            let answer: String = try await context.waitForInput("ask", question: ["text": "?"])
            let both = try await context.parallel("both", ["ask", "work"], key: { $0 }) { context, name in
                if name == "work" { return try await step(context, "it", deeds, "w") }
                return try await context.waitForInput("it", question: ["text": "?"])
            }
            return try await step(context, "after", deeds, before + answer + both.map { try $0.get() }.joined())
        },
        Sample("timers") { context, deeds in
            let before = try await step(context, "before", deeds, "b")
            try await context.sleep(for: .seconds(30))
            try await context.sleep(for: .seconds(30))
            return try await step(context, "after", deeds, before + "a")
        },
        Sample("children, one after another and side by side", width: 2) { context, deeds in
            let first = try await context.child(ScriptedChild.self, "child", "x")
            let others = try await context.parallel("both", ["y", "z"], key: { $0 }) { context, name in
                try await context.child(ScriptedChild.self, "child", name)
            }
            return try await step(context, "sum", deeds, first + others.map { try $0.get() }.joined())
        },
        Sample("time, chance and notes") { context, deeds in
            let now = try await context.now()
            let chance = try await context.random()
            try await context.note("hint", ["text": "once"])
            let recorded = try await context.step("record") { attempt in
                deeds.did(attempt.callID)
                return "\(now.milliseconds) \(chance)"
            }
            try await context.note("hint", ["text": "twice"])
            let later = try await context.random()
            let again = try await context.step("again") { attempt in
                deeds.did(attempt.callID)
                return "\(now.milliseconds) \(chance) \(later)"
            }
            return "\(recorded == "\(now.milliseconds) \(chance)") \(again == "\(recorded) \(later)")"
        },
    ]

    private static func step(_ context: WorkflowContext, _ name: String, _ deeds: Deeds, _ output: String) async throws
        -> String
    {
        try await context.step(name) { attempt in
            deeds.did(attempt.callID)
            return output
        }
    }
}
