import Domain
import Testing

@Suite("Configuration of workflows") struct WorkflowConfigurationTests {
    @Test("types are read in any letter case")
    func types() {
        #expect(WorkflowType(anyCase: "EVALUATOR_OPTIMIZER") == .evaluatorOptimizer)
        #expect(WorkflowType(anyCase: "Adaptive") == .adaptive)
        #expect(WorkflowType(anyCase: "chaos") == nil)
    }

    @Test("what nobody set has the seed's default")
    func defaults() {
        let configuration = WorkflowConfiguration()
        #expect(configuration.maxIterations == 10)
        #expect(configuration.successThreshold == 0.85)
        #expect(configuration.timeoutMinutes == 60)
        #expect(configuration.logsCommunication && configuration.isMonitored && configuration.isAdaptive)
        #expect(configuration.gates.isEmpty)
        #expect(configuration.failurePolicy == .allSettled)
        #expect(configuration.budget == WorkflowBudget())
    }

    @Test("an unknown key, a key of another pattern, and a wrong value are each refused by name")
    func refusals() throws {
        let wrong: JSONValue = [
            "max_iteration": 3, "max_handoffs": 3, "success_threshold": 2, "failure_policy": "hope",
            "budget": ["dollars": 1], "quality_gates": [["type": "command"]],
        ]
        let error = #expect(throws: DomainError.self) { try WorkflowConfiguration(wrong, for: .sequential) }
        guard case .invalid(let issues) = error else {
            Issue.record("not invalid: \(String(describing: error))")
            return
        }
        let places = Set(issues.map { $0.loc.dropFirst(2).joined(separator: ".") })
        #expect(
            places == [
                "max_iteration", "max_handoffs", "success_threshold", "failure_policy", "budget.dollars",
                "quality_gates.0.command",
            ])
        #expect(try WorkflowConfiguration(["max_handoffs": 3], for: .swarm).integer("max_handoffs") == 3)
    }

    @Test("the schema of a type has exactly the keys that the type takes", arguments: WorkflowType.allCases)
    func schema(type: WorkflowType) throws {
        let properties = try #require(WorkflowConfiguration.schema(for: type)["properties"]?.objectValue)
        #expect(Set(properties.keys) == Set(ConfigurationOption.all(for: type).map(\.key)))
        for (key, schema) in properties {
            guard let fallback = schema["default"] else { continue }
            _ = try WorkflowConfiguration(.object([key: fallback]), for: type)
        }
    }

    @Test("a pattern's draft names foreign and circular dependencies")
    func draft() throws {
        let draft: JSONValue = [
            "name": "p", "agent_ids": ["a"], "task_ids": ["t", "u"], "workflow_type": "PARALLEL",
            "dependencies": ["t": ["u"], "u": ["t"], "x": ["t"]], "configuration": ["aggregator": "concat"],
        ]
        let error = #expect(throws: DomainError.self) { try WorkflowPatternDraft(draft) }
        guard case .invalid(let issues) = error else {
            Issue.record("not invalid: \(String(describing: error))")
            return
        }
        #expect(Set(issues.map(\.type)) == ["unknown_task", "cycle"])
    }

    @Test("a schema says everything that is wrong with a value, and where")
    func jsonSchema() {
        let schema = JSONSchema([
            "type": "object", "required": ["a", "b"], "additionalProperties": false,
            "properties": [
                "a": ["type": "integer", "maximum": 3], "b": ["enum": ["x", "y"]],
                "c": ["type": "array", "items": ["type": "string", "minLength": 1]],
            ],
        ])
        #expect(schema.problems(with: ["a": 1, "b": "x", "c": ["z"]]).isEmpty)
        #expect(schema.problems(with: ["a": 4, "c": [""], "d": 1]).count == 4)
        #expect(schema.problems(with: "text") == ["$ should be of type object"])
        #expect(!schema.problems(with: ["a": 1.5, "b": "x"]).isEmpty)
    }
}
