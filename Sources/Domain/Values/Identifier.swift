/// The identity of one kind of thing: a UUID in its usual lower-case form.
public struct Identifier<Subject>: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String

    /// Takes any text: an id that names nothing is simply not found.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public var description: String { rawValue }

    /// A new identity; ids sort by the time of their making.
    public static func make() -> Self {
        Self(rawValue: UUIDv7.make(at: .now))
    }
}

public typealias AgentID = Identifier<Agent>
public typealias TaskID = Identifier<AgentTask>
public typealias ExecutionID = Identifier<Execution>
