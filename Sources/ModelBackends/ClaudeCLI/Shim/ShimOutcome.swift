import Agents
import Domain

/// Why a shim's process ended, as far as the shim knows.
enum ShimEnding: Sendable, Hashable, Codable {
    /// By itself.
    case finished
    /// It did not go after its turn's result, and was made to.
    case overstayed
    case paused
    /// Until a person has answered.
    case asked(Interaction)
    case aborted
    /// Its wall clock ran out.
    case timedOut
    /// It gave no sign of life.
    case inactive
    /// The machine or an operator told the shim to end.
    case terminated
    /// The CLI could not be started; why.
    case unstarted(String)
}

/// What a shim leaves behind, written last.
struct ShimOutcome: Sendable, Hashable {
    var ending: ShimEnding
    /// Of the CLI; nil when it was killed or never started.
    var exitStatus: Int?
    /// The signal that killed it.
    var signal: Int?
    var stderrTail: String
    /// Descendants that had to be killed.
    var survivors: Int
    var endedAt: Timestamp
}

// MARK: - As it stands in `outcome.json`, and as servers are told it

extension ShimOutcome {
    var json: JSONValue {
        var json: [String: JSONValue] = [
            "ending": ending.json, "stderrTail": .string(stderrTail), "survivors": .integer(Int64(survivors)),
            "endedAt": .string(endedAt.iso8601),
        ]
        json["exitStatus"] = exitStatus.map { .integer(Int64($0)) }
        json["signal"] = signal.map { .integer(Int64($0)) }
        return .object(json)
    }

    /// - Returns: nil for what is no outcome, or that of a shim of another kind.
    init?(_ json: JSONValue?) {
        guard let json, let ending = ShimEnding(json["ending"]), let stderrTail = json["stderrTail"]?.stringValue,
            let endedAt = json["endedAt"]?.stringValue.flatMap(Timestamp.init)
        else { return nil }
        self.init(
            ending: ending, exitStatus: json["exitStatus"]?.integerValue.map { Int($0) },
            signal: json["signal"]?.integerValue.map { Int($0) }, stderrTail: stderrTail,
            survivors: Int(json["survivors"]?.integerValue ?? 0), endedAt: endedAt)
    }

    static func unstarted(_ reason: String) -> ShimOutcome {
        ShimOutcome(ending: .unstarted(reason), stderrTail: "", survivors: 0, endedAt: .now)
    }
}

extension ShimEnding {
    /// Those that say nothing more, by their names.
    private static let plain: [String: ShimEnding] = [
        "finished": .finished, "overstayed": .overstayed, "paused": .paused, "aborted": .aborted, "timedOut": .timedOut,
        "inactive": .inactive, "terminated": .terminated,
    ]

    /// In the form an encoder gives it; the usual ones need none, for somebody waits.
    fileprivate var json: JSONValue {
        if let name = Self.plain.first(where: { $0.value == self })?.key { return .object([name: [:]]) }
        // It holds nothing that cannot be encoded.
        return (try? JSONValue(parsing: JSONCoding.encode(self).utf8)) ?? [:]
    }

    fileprivate init?(_ json: JSONValue?) {
        guard let json else { return nil }
        let name = json.objectValue?.keys.first ?? ""
        // Another version's ending is not understood.
        guard let ending = try? Self.plain[name] ?? JSONCoding.decode(json.text) else { return nil }
        self = ending
    }
}
