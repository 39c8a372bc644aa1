import Domain

/// What the adaptive pattern knows before it begins.
struct WorkFeatures: Sendable, Hashable, Codable {
    var tasks: Int
    var agents: Int
    /// The most tasks that are ready at once.
    var width: Int
    var hasDependencies: Bool
    /// Tasks that no agent is assigned to.
    var unassigned: Int
    /// Words of the objective or of a task ask for judgement.
    var needsJudgement: Bool
    /// Words of the objective or of a task ask for handing over between agents.
    var needsHandoff: Bool
    /// Words, or a single large task, ask for division.
    var needsPlanning: Bool
}

/// What the adaptive pattern has seen after a strategy ended or was ended.
struct WorkSignals: Sendable, Hashable, Codable {
    var done: Int
    var open: Int
    var consecutiveFailures: Int
    /// Classes of the failures of the open tasks.
    var causes: [String]
    /// Steps since the last new result.
    var stall: Int
    /// The share of the budget that is used, 0….
    var burn: Double
    var secondsLeft: Double
    /// How sure the verification is that the whole is right; nil when it was not verified.
    var verification: Double?
    /// Failed tasks were tried again in this strategy already.
    var wasRetried: Bool
    /// Some open task has an agent that did not try it yet.
    var hasOtherAgents: Bool
    var switches: Int
    /// How many strategies are left to try.
    var strategiesLeft: Int
    /// Executions that the budget still allows; nil for any number.
    var reserve: Int?
    /// Models that open tasks were not tried with yet.
    var modelsLeft = 0
}

/// What the adaptive pattern does about it.
enum AdaptiveAction: String, Sendable, Codable, CaseIterable {
    case finish
    case retryWithFeedback = "retry_with_feedback"
    case changeAgent = "change_agent"
    case changeModel = "change_model"
    case narrowScope = "narrow_scope"
    case switchPattern = "switch_pattern"
    case askPerson = "ask_person"
    case forceComplete = "force_complete"
    case emergencyStop = "emergency_stop"
}

/// A rule that fired, with the reason in words.
struct AdaptiveVerdict: Sendable, Hashable, Codable {
    var action: AdaptiveAction
    var rule: String
    var reason: String
}

/// The stated rules of the adaptive pattern; each decision names the rule that fired.
struct AdaptivePolicy: Sendable {
    let configuration: WorkflowConfiguration
    /// What a verification must reach for the whole to count as right.
    static let leastVerification = 0.8
    /// Failures that no other strategy can mend.
    static let fatal: Set<String> = ["authentication", "billing", "missing_binary", "wrong_version", "configuration"]

    /// The patterns from the cheapest to the dearest.
    static let byCost: [WorkflowType] = [.sequential, .router, .parallel, .evaluatorOptimizer, .orchestrator, .swarm]

    /// The patterns that may be used, the cheapest first.
    var allowed: [WorkflowType] {
        let names = configuration["strategies"].texts
        return Self.byCost.filter { names.contains($0.rawValue) }
    }

    /// What to do next, by the first rule that fits.
    func react(to signals: WorkSignals) -> AdaptiveVerdict {
        let rules = [fatality, repetition, exhaustion, time, verification, completion, scope, retry, model, change]
        for rule in rules {
            if let verdict = rule(signals) { return verdict }
        }
        return AdaptiveVerdict(
            action: .forceComplete, rule: "exhausted", reason: "No strategy is left to try; what is done is kept.")
    }

    private func fatality(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard let cause = signals.causes.first(where: Self.fatal.contains) else { return nil }
        return AdaptiveVerdict(
            action: .emergencyStop, rule: "fatal_failure", reason: "A failure of class \(cause) meets every strategy alike.")
    }

    private func repetition(_ signals: WorkSignals) -> AdaptiveVerdict? {
        let most = configuration.integer("max_failures") ?? 3
        guard signals.consecutiveFailures >= most, signals.open > 0 else { return nil }
        let asks = configuration.text("on_failures") == "ask"
        return AdaptiveVerdict(
            action: asks ? .askPerson : .emergencyStop, rule: "consecutive_failures",
            reason: "\(signals.consecutiveFailures) failures in a row.")
    }

    private func exhaustion(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard signals.burn >= configuration.number("budget_finish"), signals.open > 0 else { return nil }
        return AdaptiveVerdict(
            action: .forceComplete, rule: "budget_burn",
            reason: "\(Int(signals.burn * 100)) % of the budget is used; what is done is kept.")
    }

    private func time(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard signals.secondsLeft <= 0, signals.open > 0 else { return nil }
        return AdaptiveVerdict(action: .forceComplete, rule: "no_time", reason: "The time is over; what is done is kept.")
    }

    private func verification(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard let verification = signals.verification, verification < Self.leastVerification else { return nil }
        let reason = "The verification is only \(Int(verification * 100)) % sure."
        if !signals.wasRetried, signals.open > 0 {
            return AdaptiveVerdict(action: .retryWithFeedback, rule: "verification", reason: reason)
        }
        return signals.open > 0 && maySwitch(signals)
            ? AdaptiveVerdict(action: .switchPattern, rule: "verification", reason: reason)
            : AdaptiveVerdict(action: .forceComplete, rule: "verification", reason: reason)
    }

    private func completion(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard signals.open == 0 else { return nil }
        return AdaptiveVerdict(action: .finish, rule: "complete", reason: "Everything is done.")
    }

    /// Less is left than all of it needs: the most urgent tasks are done, and the others are said to be left out.
    private func scope(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard let reserve = signals.reserve, reserve > 0, reserve < signals.open else { return nil }
        return AdaptiveVerdict(
            action: .narrowScope, rule: "reserve",
            reason:
                "The budget allows \(reserve) more executions for \(signals.open) open tasks; the most urgent come first.")
    }

    private func model(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard signals.modelsLeft > 0 else { return nil }
        return AdaptiveVerdict(
            action: .changeModel, rule: "another_model", reason: "\(signals.open) tasks are open after a second try.")
    }

    private func retry(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard !signals.wasRetried, signals.stall < configuration.integer("stall_limit") ?? 3 else { return nil }
        let action = signals.hasOtherAgents ? AdaptiveAction.changeAgent : .retryWithFeedback
        return AdaptiveVerdict(
            action: action, rule: action == .changeAgent ? "another_agent" : "feedback",
            reason: "\(signals.open) tasks are open, and were not tried again yet.")
    }

    private func change(_ signals: WorkSignals) -> AdaptiveVerdict? {
        guard maySwitch(signals) else { return nil }
        let isStalled = signals.stall >= configuration.integer("stall_limit") ?? 3
        return AdaptiveVerdict(
            action: .switchPattern, rule: isStalled ? "stall" : "open_tasks",
            reason: isStalled ? "\(signals.stall) steps brought nothing new." : "\(signals.open) tasks are still open.")
    }

    /// A change needs permission, something to change to, and the budget for the rest.
    private func maySwitch(_ signals: WorkSignals) -> Bool {
        configuration.isAdaptive && signals.switches < configuration.integer("max_switches") ?? 2
            && signals.strategiesLeft > 0 && signals.reserve.map { $0 >= max(1, signals.open) } ?? true
    }
}
