public import Domain

/// Where a call must stop.
public struct CallLimits: Sendable, Hashable, Codable {
    public var maxTurns: Int?
    public var maxBudgetUSD: Double?
    public var deadline: Timestamp?

    public init(maxTurns: Int? = nil, maxBudgetUSD: Double? = nil, deadline: Timestamp? = nil) {
        self.maxTurns = maxTurns
        self.maxBudgetUSD = maxBudgetUSD
        self.deadline = deadline
    }

    /// What is left of the limits.
    public func less(_ spent: CallSpending) -> CallLimits {
        CallLimits(
            maxTurns: maxTurns.map { max(0, $0 - spent.turns) },
            maxBudgetUSD: maxBudgetUSD.map { max(0, $0 - spent.costUSD) },
            deadline: deadline)
    }

    /// The limit of which nothing is left; nil when the call may be made.
    public var exhaustion: (cause: ModelBackendError.Cause, message: String)? {
        if let maxBudgetUSD, maxBudgetUSD <= 0 {
            return (.budget, "The money limit of the execution was reached; raise max_budget_usd to go on.")
        }
        if let maxTurns, maxTurns <= 0 {
            return (.maxTurns, "The turn limit of the execution was reached; raise max_turns to go on.")
        }
        return nil
    }
}

/// What calls have used of limits that hold for all of them together.
public struct CallSpending: Sendable, Hashable, Codable {
    /// As far as it is known.
    public var costUSD: Double
    public var turns: Int

    public init(costUSD: Double = 0, turns: Int = 0) {
        self.costUSD = costUSD
        self.turns = turns
    }

    public mutating func add(_ call: ModelCallReport) {
        costUSD += call.usage.costUSD ?? 0
        turns += call.turns ?? 0
    }

    private enum CodingKeys: String, CodingKey {
        case turns
        case costUSD = "cost_usd"
    }
}
