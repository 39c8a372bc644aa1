/// One value as both engines store it.
///
/// The portable set of DESIGN section 5: text, 64-bit integers (also for times, in epoch milliseconds, and for
/// booleans as 0 and 1), doubles and bytes.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// A type whose values can be bound into an ``SQLQuery``.
public protocol SQLBindable: Sendable {
    /// The value as it is stored.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    @inlinable public var sqlValue: SQLValue { self }
}

extension String: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .text(self) }
}

extension Int: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .real(self) }
}

extension Bool: SQLBindable {
    @inlinable public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}
