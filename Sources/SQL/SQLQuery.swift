/// The text of one statement with its binds, written as a string literal.
///
/// Every interpolated value becomes a bind and leaves `$n` in the text, so a value can never be read as SQL:
///
///     let query: SQLQuery = "SELECT name FROM agents WHERE id = \(id)"
///
/// Text that is itself SQL needs `\(raw:)`; a part written elsewhere is spliced with `\(part)`. The idea is
/// PostgresNIO's `PostgresQuery`.
public struct SQLQuery: Sendable, Hashable {
    /// The statement's text with `$1`, `$2`, … in the order of ``binds``.
    public private(set) var text: String
    /// The values for `$1`, `$2`, ….
    public private(set) var binds: [SQLValue]

    /// The same text with other values, for statements that are so frequent that writing their text counts.
    public func binding(_ values: SQLValue...) -> SQLQuery {
        var query = self
        query.binds = values
        return query
    }
}

extension SQLQuery: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        text = value
        binds = []
    }

    public init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
        binds = stringInterpolation.binds
    }

    /// Collects the literal parts and the binds of an ``SQLQuery``.
    public struct StringInterpolation: StringInterpolationProtocol {
        @usableFromInline var text = ""
        @usableFromInline var binds: [SQLValue] = []

        /// The first so many marks, made once.
        @usableFromInline static let marks = (0...64).map { "$\($0)" }

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 3 * interpolationCount)
            binds.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// Binds a value.
        @inlinable public mutating func appendInterpolation(_ value: some SQLBindable) {
            bind(value.sqlValue)
        }

        /// Binds a value, or null.
        @inlinable public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            bind(value?.sqlValue ?? .null)
        }

        @usableFromInline mutating func bind(_ value: SQLValue) {
            binds.append(value)
            text += binds.count < Self.marks.count ? Self.marks[binds.count] : "$\(binds.count)"
        }

        /// Binds every element of a list, separated by commas; an empty one becomes `NULL`, so that `IN` matches nothing.
        public mutating func appendInterpolation(list values: [some SQLBindable]) {
            guard !values.isEmpty else { return appendLiteral("NULL") }
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                appendInterpolation(value)
            }
        }

        /// Splices another query, renumbering its binds.
        public mutating func appendInterpolation(_ part: SQLQuery) {
            var rest = part.text[...]
            for (index, value) in part.binds.enumerated() {
                let marker = "$" + String(index + 1)
                guard let range = rest.firstRange(of: marker) else { continue }
                text += rest[..<range.lowerBound]
                appendInterpolation(value)
                rest = rest[range.upperBound...]
            }
            text += rest
        }

        /// Inserts text as it stands; only for names and keywords that the program itself wrote.
        public mutating func appendInterpolation(raw sql: String) {
            text += sql
        }
    }
}
