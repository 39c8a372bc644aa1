import Persistence
import TestSupport
import Testing

@testable import DurableExecution

@Suite("Durability: D9", .timeLimit(.minutes(10))) struct ChangedCodeTests {
    typealias Script = @Sendable (WorkflowContext, String) async throws -> String

    /// A change of code between two deploys, and the path that the failure must name.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let path: String
        let script: Script

        init(_ description: String, _ path: String, _ script: @escaping Script) {
            testDescription = description
            self.path = path
            self.script = script
        }
    }

    /// What runs began with.
    private static let original: Script = { context, _ in
        _ = try await a(context)
        _ = try await b(context)
        return try await ask(context)
    }

    private static func a(_ context: WorkflowContext) async throws -> Int { try await context.step("a") { _ in 1 } }

    private static func b(_ context: WorkflowContext, fingerprint: String = "f1") async throws -> Int {
        try await context.step("b", StepOptions(fingerprint: fingerprint)) { _ in 2 }
    }

    private static func ask(_ context: WorkflowContext) async throws -> String {
        try await context.waitForInput("ask", question: ["text": "?"], as: String.self)
    }

    static let changes: [Change] = [
        Change("a renamed step", "x") { context, _ in
            _ = try await a(context)
            _ = try await context.step("x") { _ in 2 }
            return try await ask(context)
        },
        Change("reordered steps", "b") { context, _ in
            _ = try await b(context)
            _ = try await a(context)
            return try await ask(context)
        },
        Change("an inserted step", "new") { context, _ in
            _ = try await a(context)
            _ = try await context.step("new") { _ in 2 }
            _ = try await b(context)
            return try await ask(context)
        },
        Change("a removed step", "ask") { context, _ in
            _ = try await a(context)
            return try await ask(context)
        },
        Change("removed steps at the end", "b") { context, _ in
            "\(try await a(context))"
        },
        Change("another kind", "a") { context, _ in
            try await context.sleep("a", for: .zero)
            _ = try await b(context)
            return try await ask(context)
        },
        Change("branches instead of a step", "a") { context, _ in
            _ = try await context.parallel("a", [1], key: { "\($0)" }) { _, number in number }
            _ = try await b(context)
            return try await ask(context)
        },
        Change("another fingerprint", "b") { context, _ in
            _ = try await a(context)
            _ = try await b(context, fingerprint: "f2")
            return try await ask(context)
        },
        Change("another output type", "a") { context, _ in
            let _: [String] = try await context.step("a") { _ in ["1"] }
            _ = try await b(context)
            return try await ask(context)
        },
        Change("a renamed step, with the error swallowed", "x") { context, _ in
            _ = try await a(context)
            _ = try? await context.step("x") { _ in 2 }
            return (try? await ask(context)) ?? "gave up"
        },
        Change("a renamed step in one branch while another waits", "both/one/x") { context, _ in
            _ = try await a(context)
            _ = try await b(context)
            _ = try await ask(context)
            let results = try await context.parallel("both", ["one", "two"], key: { $0 }) { context, name in
                name == "two" ? try await ask(context) : try await context.step("x") { _ in "" }
            }
            return "\(results)"
        },
    ]

    @Test("D9: code that no longer matches the journal fails the run once, naming the path", arguments: changes)
    func mismatch(change: Change) async throws {
        try await EngineBed.with { bed in
            let run = RunID.make()
            let isBranched = change.path.hasPrefix("both")
            let old = bed.engine(Scripted(isBranched ? Self.branched : Self.original))
            try await bed.serving(old) {
                _ = try await old.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
                guard isBranched else { return }
                _ = try await old.answer("ask", with: JSONText("yes"), to: run)
                try await bed.run(run, tells: "waiting", times: 2)
            }
            let new = bed.engine(Scripted(change.script))
            try await bed.serving(new) {
                _ = try await new.answer(isBranched ? "both/one/ask" : "ask", with: JSONText("yes"), to: run)
                let record = try await bed.run(run, tells: "failed")
                #expect(record.failure?.kind == RunFailure.nondeterminism)
                #expect(record.failure?.path?.rawValue == change.path)
                #expect(record.failure?.message.contains(change.path) == true)
            }
            let names = try await bed.eventNames(of: run)
            #expect(names.last == "failed" && names.suffix(3).contains("continued"))
        }
    }

    /// Two branches that wait.
    private static let branched: Script = { context, _ in
        _ = try await a(context)
        _ = try await b(context)
        _ = try await ask(context)
        let results = try await context.parallel("both", ["one", "two"], key: { $0 }) { context, _ in try await ask(context)
        }
        return "\(results)"
    }

    @Test("D9: a run whose version nobody knows any more fails once and says what there is")
    func unknownVersion() async throws {
        struct Renewed: Workflow {
            static let name = Scripted.name
            static let version = 2
            func run(_ context: WorkflowContext, _ input: String) async throws -> String { "new" }
        }
        try await EngineBed.with { bed in
            let run = RunID.make()
            _ = try await bed.engine(Scripted { _, _ in "" }).start(Scripted.self, "", id: run)
            try await bed.serving(bed.engine(Renewed())) {
                let record = try await bed.run(run, tells: "failed")
                #expect(record.failure?.kind == RunFailure.unknownWorkflow)
                #expect(record.failure?.message.contains("scripted v1 (it has: scripted v2)") == true)
            }
            #expect(try await bed.eventNames(of: run) == ["created", "started", "failed"])
        }
    }

    @Test("D9: an input that cannot be decoded any more fails the run once")
    func undecodableInput() async throws {
        try await EngineBed.with { bed in
            let run = RunID.make()
            let seed = RunSeed(id: run, workflow: Scripted.name, version: 1, lane: .coordination, input: try JSONText([1]))
            _ = try await bed.journal.create(seed)
            try await bed.serving(bed.engine(Scripted { _, _ in "" })) {
                let record = try await bed.run(run, tells: "failed")
                #expect(record.failure?.kind == RunFailure.undecodable)
            }
        }
    }

    @Test("D9: a step added after all that is recorded is not a mismatch")
    func appendedStep() async throws {
        try await EngineBed.with { bed in
            let run = RunID.make()
            let old = bed.engine(Scripted(Self.original))
            try await bed.serving(old) {
                _ = try await old.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
            }
            let new = bed.engine(
                Scripted { context, input in
                    let answer = try await Self.original(context, input)
                    return try await context.step("new") { _ in answer + "!" }
                })
            try await bed.serving(new) {
                _ = try await new.answer("ask", with: JSONText("yes"), to: run)
                #expect(try await bed.run(run, tells: "completed").text == "yes!")
            }
        }
    }
}
