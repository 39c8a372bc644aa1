extension ConfigurationOption {
    /// Every key of every pattern.
    public static let all: [ConfigurationOption] = common + grouped + planned + judged + handed + adapted

    /// The keys that a pattern knows.
    public static func all(for type: WorkflowType) -> [ConfigurationOption] {
        all.filter { $0.types.contains(type) }
    }

    static func named(_ key: String) -> ConfigurationOption? {
        byKey[key]
    }

    /// Of a key that two patterns know in their own way, the first.
    private static let byKey = Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    private static let common: [ConfigurationOption] = [
        .init(
            "max_iterations", .integer(1...1000), 10,
            "The most rounds of the pattern's loop, and the most attempts of one task that a gate sends back."),
        .init(
            "success_threshold", .number(0...1), 0.85,
            "The score from which a result is good enough, where a model or a reviewer gives one."),
        .init("timeout_minutes", .number(0.001...525_600), 60, "Wall clock of the whole; what exists then is kept."),
        .init("enable_agent_communication", .bool, true, "Whether hand-overs are logged as messages between agents."),
        .init("quality_gates", .gates, [], "What a task's result must pass before others may use it."),
        .init("performance_monitoring", .bool, true, "Whether the result carries measured durations and concurrency."),
        .init(
            "adaptive_optimization", .bool, true,
            "Whether ready tasks of equal rank begin with the longest chain behind them; in adaptive also whether the "
                + "strategy may change."),
        .init("budget", .budget, [:], "Limits of money, tokens, model calls, agents and minutes for the whole."),
        .init(
            "failure_policy", .choice(FailurePolicy.allCases.map(\.rawValue)), "all_settled",
            "What a failure does to the rest."),
        .init("quorum", .integer(1...10_000), .null, "How many successes are enough; by default more than half."),
        .init("mode", .choice(AssignmentMode.allCases.map(\.rawValue)), "one", "What several agents of one task do."),
        .init("agent_concurrency", .integer(1...1000), 1, "How many tasks one agent works on at once."),
        .init(
            "max_concurrency", .integer(1...10_000), .null, "How many tasks are worked on at once; by default no limit here."
        ),
        .init(
            "context_limit_bytes", .integer(256...10_000_000), 32_768,
            "A longer result is handed on as a file in the work directory."),
        .init(
            "coordinator_agent_id", .agent, .null,
            "The agent that plans, routes, judges or aggregates; by default one of our own."),
        .init(
            "session", .choice(["same", "fresh"]), "same",
            "Whether work, or a decision, that is sent back goes on in its own session or in a fresh one."),
        .init("vote_rule", .choice(["majority", "unanimous", "threshold", "judge"]), "majority", "What decides a vote."),
        .init("vote_threshold", .number(0...1), 0.5, "The share that a winning answer must exceed under 'threshold'."),
        .init("on_tie", .choice(["ask", "judge", "first"]), "ask", "Who decides a vote without a winner."),
    ]

    private static let grouped: [ConfigurationOption] = [
        .init(
            "on_failure", .choice(["stop", "continue", "retry", "compensate"]), "stop", only: [.sequential],
            "What follows a failed step: the rest is skipped, or only what needs it, or it is tried once more first, or the "
                + "finished steps are undone by 'compensation_agent_id'."),
        .init(
            "context", .choice(["fresh", "shared", "fork"]), "fresh", only: [.sequential],
            "Whether each step has a conversation of its own, goes on in that of the step before, or in a copy of it."),
        .init("compensation_agent_id", .agent, .null, only: [.sequential], "The agent that undoes finished steps."),
        .init(
            "aggregator", .choice(["concat", "object", "agent"]), "object", only: [.parallel],
            "How the branches become one result."),
        .init(
            "votes", .integer(1...100), 1, only: [.parallel],
            "How often each task is done; more than once, the answers vote."),
        .init("for_each", .values, .null, only: [.parallel], "Items; every task is done once for each."),
        .init(
            "for_each_key", .text, .null, only: [.parallel], "The member that identifies an item; by default its position."),
        .init(
            "isolation", .choice(["none", "worktree"]), "none", only: [.parallel],
            "Whether each task works in a git worktree and on a branch of its own; the branches are merged at the end, and "
                + "those that contradict each other are kept."),
        .init(
            "stagger", .bool, false, only: [.parallel],
            "Whether the first branch goes ahead alone, so that the rest finds warm caches."),
    ]

    private static let planned: [ConfigurationOption] = [
        .init(
            "execute", .bool, true, only: [.router], "Whether the chosen agents do the tasks; else the choice is the result."
        ),
        .init("top_k", .integer(1...100), 1, only: [.router], "How many agents are chosen for a task."),
        .init(
            "top_k_mode", .choice(["order", "parallel"]), "order", only: [.router],
            "Whether they try one after another, or all at once."),
        .init("routing", .choice(["model", "rules"]), "model", only: [.router], "Who chooses."),
        .init("rules", .rules, [], only: [.router], "Words in a task that choose an agent, the first match first."),
        .init("confidence_threshold", .number(0...1), 0.5, only: [.router], "Below it the choice does not count."),
        .init(
            "fallback_agent_id", .agent, .null, only: [.router],
            "Who gets what no choice fits; without one a person is asked."),
        .init(
            "reroute_on_failure", .bool, false, only: [.router],
            "Whether a failed task goes to the next best agent, each at most once."),
        .init(
            "plan_mode", .choice(["full", "iterative"]), "full", only: [.orchestrator],
            "Whether all is planned at once or step by step."),
        .init(
            "approve_plan", .bool, false, only: [.orchestrator],
            "Whether a person sees, and may edit, the plan before it runs."),
        .init(
            "max_replans", .integer(0...100), 2, only: [.orchestrator], "How often the plan may be replaced after failures."),
        .init("max_plan_tasks", .integer(1...10_000), 100, only: [.orchestrator], "The most tasks that a plan may have."),
    ]

    private static let judged: [ConfigurationOption] = [
        .init(
            "evaluator_agent_id", .agent, .null, only: [.evaluatorOptimizer],
            "Who judges; by default the last agent that is not the optimizer."),
        .init("optimizer_agent_id", .agent, .null, only: [.evaluatorOptimizer], "Who writes; by default the task's agent."),
        .init(
            "evaluator", .choice(["agent", "person"]), "agent", only: [.evaluatorOptimizer],
            "Whether an agent or a person judges."
        ),
        .init(
            "min_rating", .choice(["POOR", "FAIR", "GOOD", "EXCELLENT"]), "GOOD", only: [.evaluatorOptimizer],
            "The rating that is good enough where the verdict has a rating."),
        .init(
            "patience", .integer(1...1000), 3, only: [.evaluatorOptimizer],
            "After so many rounds without improvement it ends."),
        .init("criteria", .texts, [], only: [.evaluatorOptimizer], "What is judged, each by itself."),
    ]

    private static let handed: [ConfigurationOption] = [
        .init("entry_agent_id", .agent, .null, only: [.swarm], "Who begins; by default the task's agent."),
        .init("max_handoffs", .integer(0...1000), 20, only: [.swarm], "The most handoffs of one task."),
        .init("max_turns", .integer(1...10_000), 50, only: [.swarm], "The most turns of one task."),
        .init("repetition_window", .integer(2...1000), 8, only: [.swarm], "In so many handoffs in a row …"),
        .init(
            "repetition_agents", .integer(1...1000), 3, only: [.swarm], "… at least so many different agents must take part."
        ),
        .init("max_visits", .integer(1...1000), .null, only: [.swarm], "How often one agent may be active in one task."),
        .init(
            "handoffs", .object, [:], only: [.swarm],
            "From agent id to the agent ids it may hand over to; by default to any."),
        .init(
            "context_filter", .choice(["full", "summary", "last", "none"]), "full", only: [.swarm],
            "What of the conversation goes along."),
        .init("context_last", .integer(1...1000), 3, only: [.swarm], "How many turns go along under 'last'."),
        .init("context", .object, [:], only: [.swarm], "The shared variables at the beginning."),
        .init(
            "on_silence", .choice(["done", "ask", "entry"]), "done", only: [.swarm],
            "What a turn without handoff and without 'done' means."),
        .init("human_handoff", .bool, false, only: [.swarm], "Whether a person may be handed over to, as 'person'."),
    ]

    private static let adapted: [ConfigurationOption] = [
        .init(
            "strategies", .texts, ["sequential", "router", "parallel", "evaluator_optimizer", "orchestrator", "swarm"],
            only: [.adaptive], "The patterns it may choose from."),
        .init(
            "other_models", .texts, [], only: [.adaptive],
            "Models that tasks are tried with that failed twice, one after another, before the strategy changes."),
        .init("max_switches", .integer(0...100), 2, only: [.adaptive], "How often the strategy may change."),
        .init("stall_limit", .integer(1...1000), 3, only: [.adaptive], "So many steps without a new result are a stall."),
        .init("max_failures", .integer(1...1000), 3, only: [.adaptive], "So many failures in a row end it."),
        .init("on_failures", .choice(["stop", "ask"]), "stop", only: [.adaptive], "What happens then."),
        .init("budget_finish", .number(0...1), 0.9, only: [.adaptive], "From this share of the budget on it only finishes."),
        .init(
            "on_switch", .choice(["drain", "cancel"]), "drain", only: [.adaptive],
            "What a change of strategy does to what is under way."),
        .init("verify", .bool, true, only: [.adaptive], "Whether the whole is verified at the end."),
    ]
}
