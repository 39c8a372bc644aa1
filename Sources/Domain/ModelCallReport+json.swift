/// The report in the form Codable gives it, without an encoder or decoder: the end of every step that calls a model waits for it.
extension ModelCallReport {
    public var json: JSONValue {
        var json: [String: JSONValue] = [
            "call_id": .string(callID), "backend": .string(backend), "outcome": .string(outcome), "usage": usage.json,
        ]
        json["model"] = model.map { .string($0) }
        json["session_id"] = sessionID.map { .string($0) }
        json["turns"] = turns.map { .integer(Int64($0)) }
        json["duration_ms"] = durationMilliseconds.map { .integer($0) }
        return .object(json)
    }

    /// - Returns: nil for what is no report.
    public init?(_ json: JSONValue?) {
        guard let json, let callID = json["call_id"]?.stringValue, let backend = json["backend"]?.stringValue,
            let outcome = json["outcome"]?.stringValue, let usage = json["usage"]
        else { return nil }
        self.init(
            callID: callID, backend: backend, model: json["model"]?.stringValue, sessionID: json["session_id"]?.stringValue,
            outcome: outcome, usage: Usage(usage), turns: json["turns"]?.integerValue.map { Int($0) },
            durationMilliseconds: json["duration_ms"]?.integerValue)
    }
}

extension Usage {
    /// Unknown figures are null.
    fileprivate var json: JSONValue {
        let tokens = [
            "input_tokens": inputTokens, "output_tokens": outputTokens, "cache_read_tokens": cacheReadTokens,
            "cache_write_tokens": cacheWriteTokens,
        ]
        var json = tokens.mapValues { $0.map { JSONValue.integer(Int64($0)) } ?? .null }
        json["cost_usd"] = costUSD.map { .number($0) } ?? .null
        return .object(json)
    }

    fileprivate init(_ json: JSONValue) {
        let tokens = { (name: String) in json[name]?.integerValue.map { Int($0) } }
        self.init(
            inputTokens: tokens("input_tokens"), outputTokens: tokens("output_tokens"),
            cacheReadTokens: tokens("cache_read_tokens"), cacheWriteTokens: tokens("cache_write_tokens"),
            costUSD: json["cost_usd"]?.numberValue)
    }
}
