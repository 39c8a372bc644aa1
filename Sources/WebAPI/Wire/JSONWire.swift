import Domain

/// What goes over the wire often, or by the hundred: written without an encoder, which takes several times as long
/// (`Scripts/bench.sh http`).
protocol JSONWire: Encodable {
    var json: JSONValue { get }
}

extension JSONWire {
    /// As a part of something else.
    func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }
}

extension Array: JSONWire where Element: JSONWire {
    var json: JSONValue { .array(map(\.json)) }
}

// MARK: - What wire types are made of; nothing is null

extension JSONValue {
    init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }

    init(_ texts: [String]) {
        self = .array(texts.map(JSONValue.string))
    }

    init<Subject>(_ id: Identifier<Subject>) {
        self = .string(id.rawValue)
    }

    init<Subject>(_ ids: [Identifier<Subject>]) {
        self = .array(ids.map { .string($0.rawValue) })
    }

    init(_ time: Timestamp?) {
        self = time.map { .string($0.iso8601) } ?? .null
    }
}
