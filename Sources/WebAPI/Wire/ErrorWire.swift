import Domain
import HTTPTypes

/// An error as every route tells it: `{detail, type, error_id, timestamp}`, and what the case adds.
struct ErrorWire: Encodable {
    let status: HTTPResponse.Status
    let detail: String
    let type: String
    let errorID: String
    let timestamp = Timestamp.now
    var errors: [FieldIssue] = []
    var more: [String: JSONValue] = [:]

    init(status: HTTPResponse.Status, detail: String, type: String, errorID: String) {
        self.status = status
        self.detail = detail
        self.type = type
        self.errorID = errorID
    }

    init(_ error: DomainError, errorID: String) {
        switch error {
        case .invalid(let issues):
            self.init(status: .unprocessableContent, detail: "Validation Error", type: "validation_error", errorID: errorID)
            errors = issues
        case .badRequest(let message):
            self.init(status: .badRequest, detail: message, type: "bad_request", errorID: errorID)
        case .notFound:
            self.init(status: .notFound, detail: "\(error)", type: "not_found", errorID: errorID)
        case .conflict(let message, let state, let more):
            self.init(status: .conflict, detail: message, type: "conflict", errorID: errorID)
            self.more = more
            self.more["message"] = .string(message)
            self.more["state"] = state.map { .string($0) }
        case .unavailable(let message):
            self.init(status: .serviceUnavailable, detail: message, type: "unavailable", errorID: errorID)
        case .tooMany(let message, _):
            self.init(status: .tooManyRequests, detail: message, type: "too_many_requests", errorID: errorID)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, value) in more { try container.encode(value, forKey: Key(name)) }
        try container.encode(detail, forKey: Key("detail"))
        try container.encode(type, forKey: Key("type"))
        try container.encode(errorID, forKey: Key("error_id"))
        try container.encode(timestamp, forKey: Key("timestamp"))
        if !errors.isEmpty { try container.encode(errors, forKey: Key("errors")) }
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
