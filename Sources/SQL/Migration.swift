/// One numbered, irreversible step of the schema, written once for both engines.
public struct Migration: Sendable {
    /// Counts up from 1 without gaps.
    public let number: Int
    /// What it does, in a few words, for `skein migrate`.
    public let name: String
    let statements: [SQLQuery]

    public init(_ number: Int, _ name: String, _ statements: [SQLQuery]) {
        self.number = number
        self.name = name
        self.statements = statements
    }
}
