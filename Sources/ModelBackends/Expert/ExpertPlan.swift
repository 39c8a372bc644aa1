import Agents
import Domain

/// The rules of the expert backend: everything in a plan is taken from what the agent and the task say.
struct ExpertPlan {
    let brief: WorkBrief

    /// The plan for programs, under the seed's names.
    var structured: JSONValue {
        [
            "status": "completed_via_expert_analysis",
            "agent_analysis": [
                "name": .string(brief.agentName), "role": .string(brief.role),
                "capabilities": .array(brief.capabilities.map { .string($0) }),
                "specialization": .string(specialization),
            ],
            "task_analysis": [
                "title": .string(brief.title), "parts": .integer(Int64(steps.count)),
                "estimated_duration": brief.estimatedDuration ?? .null,
                "requirements": .array(brief.resources.map { .string($0) }),
            ],
            "execution_approach": .string(approach),
            "expected_deliverables": .array([.string(deliverable)]),
            "success_criteria": .array(criteria.map { .string($0) }),
            "implementation_plan": .array(steps.map { .string($0) }),
            "next_steps": .array(nextSteps.map { .string($0) }),
            "note": .string(note),
        ]
    }

    /// The plan for people, as paragraphs of Markdown.
    var paragraphs: [String] {
        [
            "> \(note)",
            "# Plan: \(brief.title)",
            "**Approach.** \(approach)",
            "**Deliverable.** \(deliverable)",
            "## Steps\n" + numbered(steps),
            "## Success criteria\n" + bulleted(criteria),
            "## Next steps\n" + bulleted(nextSteps),
        ]
    }

    private var note: String {
        "No model worked on this: it is a plan drawn by rule from the task and the agent's capabilities."
    }

    private var specialization: String {
        brief.capabilities.isEmpty ? "general tasks" : brief.capabilities.prefix(3).joined(separator: ", ")
    }

    /// Capabilities of which a word stands in the task.
    private var relevantCapabilities: [String] {
        let words = Set("\(brief.title) \(brief.description)".lowercased().split { !$0.isLetter && !$0.isNumber })
        return brief.capabilities.filter { capability in
            capability.lowercased().split { !$0.isLetter && !$0.isNumber }.contains { words.contains($0) }
        }
    }

    private var approach: String {
        let relevant = relevantCapabilities
        if !relevant.isEmpty { return "Use \(relevant.joined(separator: ", ")) on: \(brief.title)." }
        if brief.capabilities.isEmpty { return "Work through the task part by part: \(brief.title)." }
        return "None of the agent's capabilities is named in the task; begin with \(specialization) on: \(brief.title)."
    }

    private var deliverable: String {
        brief.expectedOutput.flatMap { $0.isEmpty ? nil : $0 } ?? "A result for “\(brief.title)” as it is described."
    }

    /// The sentences and list entries of the description, in their order.
    private var steps: [String] {
        let sentences = brief.description.replacing(/([.!?;])\s+/) { "\($0.1)\n" }.split { $0.isNewline }
        return sentences.map { $0.trimmingPrefix(/[\s\-*\d.)]+/) }.filter { $0.contains { $0.isLetter } }.map(String.init)
    }

    private var criteria: [String] {
        ["The result is: \(deliverable)"] + steps.map { "Done: \($0)" } + brief.constraints.map { "Kept: \($0)" }
    }

    private var nextSteps: [String] {
        ["Check the steps above.", "Configure a model and start the task again, or work through the steps by hand."]
    }

    private func numbered(_ entries: [String]) -> String {
        entries.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n")
    }

    private func bulleted(_ entries: [String]) -> String {
        entries.map { "- \($0)" }.joined(separator: "\n")
    }
}
