/// One thing that is wrong with one field.
public struct FieldIssue: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Where: `["body", "name"]`, or the path in a file.
    public let loc: [String]
    /// What is wrong and what is allowed.
    public let msg: String
    /// The class, such as `missing` or `string_too_short`.
    public let type: String

    public init(loc: [String], msg: String, type: String) {
        self.loc = loc
        self.msg = msg
        self.type = type
    }

    public var description: String { "\(loc.joined(separator: ".")): \(msg)" }
}
