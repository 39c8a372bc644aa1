import Foundation

/// Files of teams for tests.
enum TeamFiles {
    /// Two agents and two tasks in a row.
    /// - Parameter script: what the first agent plays.
    static func pair(script: String = "[{say: built}]", second: String = "[{say: tested}]") -> String {
        """
        agents:
          - {key: ada, name: Ada, role: Builder, system_prompt: You build what is asked for., execution_settings: {script: \(script)}}
          - {key: bob, name: Bob, role: Tester, system_prompt: You test what was built., execution_settings: {script: \(second)}}
        tasks:
          - {key: build, title: Build, description: Build it., agent: ada}
          - {key: test, title: Test, description: Test it., agent: Bob, dependencies: [build]}
        workflow:
          name: Delivery
          workflow_type: sequential
          user_objective: Ship it
        """
    }

    /// Everything that a team's file can say in little space.
    static let rich = """
        agents:
          - key: ada
            name: Ada
            role: Builder
            description: Builds
            system_prompt: |
              You build what is asked for.

              - Small steps, "quoted": no, yes, 1.0
            capabilities: [swift, "a, b", "yes"]
            tools: ["Bash(git *)"]
          - {key: ada-2, name: Ada, role: Reviewer, system_prompt: "You review: everything."}
        tasks:
          - {key: build, title: Build, description: Build it., agents: [ada], priority: high, estimated_duration: 2 hours}
          - {key: test, title: Test, description: Test it., agents: [ada-2], dependencies: [build]}
          - {key: loose, title: Loose, description: "Only if there is time: # really", deadline: 2030-01-02T03:04:05Z}
        workflows:
          - name: Delivery
            workflow_type: sequential
            user_objective: Ship it
            tasks: [build, test]
            configuration:
              coordinator_agent_id: ada-2
              quality_gates: [{type: reviewer, agent_id: ada-2, tasks: [build]}]
              budget: {cost_usd: 1.5}
          - name: Handing over
            workflow_type: swarm
            tasks: [loose]
            configuration: {entry_agent_id: ada, handoffs: {ada: [ada-2, person]}, human_handoff: true}
            dependencies: {}
        """

    static func write(_ text: String, to directory: URL, _ name: String = "team.yaml") throws -> String {
        let url = directory.appending(path: name)
        try Data(text.utf8).write(to: url)
        return url.path
    }
}
