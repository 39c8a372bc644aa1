public import Domain
import Foundation
import Persistence

/// What model calls used on each of some days, by agent and by model.
public struct UsageReport: Sendable, Encodable {
    public let total: Part
    /// Oldest first, today last, days without any use included.
    public let days: [Day]

    /// One day (UTC).
    public struct Day: Sendable, Encodable {
        /// Such as `2026-11-25`.
        public let date: String
        public let total: Part
        /// The dearest first.
        public let agents: [Part]
        /// The dearest first.
        public let models: [Part]
    }

    /// What some calls used together.
    public struct Part: Sendable, Encodable {
        /// The agent's id, or the model; nil for decisions of workflows themselves, and for a model that is not known.
        public let id: String?
        public let name: String?
        public let modelCalls: Int
        public let usage: Usage

        private enum CodingKeys: String, CodingKey {
            case id, name, usage
            case modelCalls = "model_calls"
        }

        init(_ rows: [UsageRow], id: String? = nil, name: String? = nil) {
            self.id = id
            self.name = name
            modelCalls = rows.map(\.calls).reduce(0, +)
            usage = rows.map(\.usage).reduce(.unknown, +)
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(name, forKey: .name)
            try container.encode(modelCalls, forKey: .modelCalls)
            try container.encode(usage, forKey: .usage)
        }
    }

    init(_ rows: [UsageRow], lastDays count: Int, until today: Int64) {
        total = Part(rows)
        let byDay = Dictionary(grouping: rows, by: \.day)
        days = (0..<Int64(count)).reversed().map { Day(byDay[today - $0] ?? [], day: today - $0) }
    }
}

extension UsageReport.Day {
    fileprivate init(_ rows: [UsageRow], day: Int64) {
        let start = Timestamp(milliseconds: day * 86_400_000)
        date = String(start.iso8601.prefix(10))
        total = UsageReport.Part(rows)
        agents = Dictionary(grouping: rows, by: \.agent).map { agent, rows in
            UsageReport.Part(rows, id: agent?.rawValue, name: rows.first?.agentName)
        }.sorted(by: UsageReport.Part.isDearer)
        models = Dictionary(grouping: rows, by: \.model).map { model, rows in
            UsageReport.Part(rows, id: model, name: model)
        }.sorted(by: UsageReport.Part.isDearer)
    }
}

extension UsageReport.Part {
    fileprivate static func isDearer(_ part: Self, _ other: Self) -> Bool {
        (other.usage.costUSD ?? 0, part.id ?? "") < (part.usage.costUSD ?? 0, other.id ?? "")
    }
}

extension DashboardService {
    /// - Parameters:
    ///   - days: how many, the last of which is today.
    ///   - agent: nil for all of them.
    public func usage(days: Int, agent: AgentID?) async throws -> UsageReport {
        let (today, rows) = try await store.usage(days: days, agent: agent)
        return UsageReport(rows, lastDays: days, until: today)
    }

    /// What contains a text, the best kinds first.
    /// - Parameter text: what is looked for.
    /// - Parameter limit: of each kind.
    public func search(_ text: String, limit: Int) async throws -> [SearchHit] {
        try await store.search(text, limit: limit)
    }
}
