import Domain
import Testing

@Suite struct DraftTests {
    @Test("an agent's draft trims its lists and drops empty entries")
    func trimmedLists() throws {
        let draft = try AgentDraft([
            "name": "Ada", "role": "engineer", "system_prompt": "You write tested code.",
            "capabilities": ["  swift ", "", "   ", "sql"],
        ])
        #expect(draft.capabilities == ["swift", "sql"])
        #expect(draft.tools.isEmpty)
        #expect(draft.status == .idle)
    }

    @Test("every wrong field of an agent is named at once, with what is allowed")
    func allIssues() {
        let issues = issues {
            _ = try AgentDraft([
                "name": 5, "system_prompt": "short", "capabilities": "x", "memory_settings": [],
                "execution_settings": ["max_turns": 0, "permission_mode": "root", "mcp_servers": ["a": 1]],
            ])
        }
        let found = Dictionary(uniqueKeysWithValues: issues.map { ($0.loc.joined(separator: "."), $0.type) })
        #expect(
            found == [
                "body.name": "string_type", "body.role": "missing", "body.system_prompt": "string_too_short",
                "body.capabilities": "list_type", "body.memory_settings": "dict_type",
                "body.execution_settings.max_turns": "int_type", "body.execution_settings.permission_mode": "enum",
                "body.execution_settings.mcp_servers": "dict_type",
            ])
    }

    @Test(
        "limits of length count characters after trimming",
        arguments: [
            (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), false), ("   ", false),
            ("é", true),
        ])
    func nameLengths(name: String, isGood: Bool) {
        let issues = issues {
            _ = try AgentDraft(["name": .string(name), "role": "r", "system_prompt": "0123456789"])
        }
        #expect(issues.isEmpty == isGood)
    }

    @Test("an update changes what is sent, clears what is null, keeps the rest, and is held to the same rules")
    func update() throws {
        let present = Agent(
            try AgentDraft([
                "name": "Ada", "role": "engineer", "description": "d", "system_prompt": "0123456789", "tools": ["Read"],
            ]), id: .make(), now: .now)
        let draft = try AgentDraft(["role": "writer", "description": .null, "status": "stopped"], updating: present)
        #expect(draft.name == "Ada")
        #expect(draft.role == "writer")
        #expect(draft.description == nil)
        #expect(draft.tools == ["Read"])
        #expect(draft.status == .stopped)
        let refused = issues { _ = try AgentDraft(["system_prompt": "short"], updating: present) }
        #expect(refused.map(\.type) == ["string_too_short"])
    }

    @Test(
        "a body that is no object is one clear issue, besides the fields that are missing",
        arguments: [
            JSONValue.array([]), "text", 3, .null,
        ])
    func notAnObject(body: JSONValue) {
        let issues = issues { _ = try TaskDraft(body) }
        #expect(issues.first?.type == "object_type")
    }

    @Test("a task's description must not be blank, its priority known, its deadline a time")
    func taskIssues() {
        let issues = issues {
            _ = try TaskDraft([
                "title": "t", "description": "  ", "priority": "asap", "deadline": "tomorrow", "estimated_duration": "soon",
            ])
        }
        #expect(Set(issues.map { $0.loc[1] }) == ["description", "priority", "deadline", "estimated_duration"])
    }

    @Test("ids given twice count once, in the order of their first mention")
    func repeatedIDs() throws {
        let draft = try TaskDraft(["title": "t", "description": "d", "assigned_agent_ids": ["b", "a", "b"]])
        #expect(draft.assignedAgentIDs.map(\.rawValue) == ["b", "a"])
    }

    /// What a draft says is wrong; empty when nothing is.
    private func issues(_ make: () throws -> Void) -> [FieldIssue] {
        do {
            try make()
            return []
        } catch DomainError.invalid(let issues) {
            return issues
        } catch {
            Issue.record("unexpected error: \(error)")
            return []
        }
    }
}
