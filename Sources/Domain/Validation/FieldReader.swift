/// Reads the fields of a JSON object, gathering everything that is wrong with them.
///
/// Every reading method returns a usable value even for a bad field; ``finish()`` then throws all issues at once. A field
/// that is absent takes its default, so creating and partly updating share one validator: an update's defaults are the
/// present values. Unknown fields are ignored.
public struct FieldReader {
    public private(set) var issues: [FieldIssue] = []
    private let fields: [String: JSONValue]
    private let location: [String]

    /// - Parameters:
    ///   - json: anything but an object is an issue of its own.
    ///   - location: where the object stands, such as `["body"]`.
    public init(_ json: JSONValue, at location: [String]) {
        self.location = location
        fields = json.objectValue ?? [:]
        if json.objectValue == nil {
            issues.append(FieldIssue(loc: location, msg: "should be a JSON object", type: "object_type"))
        }
    }

    /// Throws everything that was wrong.
    public func finish() throws(DomainError) {
        if !issues.isEmpty { throw .invalid(issues) }
    }

    /// Whether the field was sent at all, null included.
    public func contains(_ name: String) -> Bool {
        fields[name] != nil
    }

    /// The names of all fields that were sent.
    var names: Set<String> { Set(fields.keys) }

    public mutating func add(_ name: String, _ msg: String, _ type: String) {
        issues.append(FieldIssue(loc: location + [name], msg: msg, type: type))
    }

    /// The value of a field that is there and not null.
    mutating func value(_ name: String) -> JSONValue? {
        guard let value = fields[name], value != .null else { return nil }
        return value
    }

    /// A required text.
    /// - Parameter name: the field.
    /// - Parameter present: what holds when the field is missing; nil makes it required.
    /// - Parameter length: in characters, after trimming white space.
    public mutating func text(_ name: String, length: ClosedRange<Int>, default present: String? = nil) -> String {
        guard fields[name] != nil else {
            if present == nil { add(name, "is required", "missing") }
            return present ?? ""
        }
        guard let text = fields[name]?.stringValue else {
            add(name, "should be a string", "string_type")
            return ""
        }
        let count = text.trimmed.count
        if count < length.lowerBound {
            let what =
                length.lowerBound == 1 ? "should not be blank" : "should have at least \(length.lowerBound) characters"
            add(name, what, "string_too_short")
        } else if count > length.upperBound {
            add(name, "should have at most \(length.upperBound) characters", "string_too_long")
        }
        return text
    }

    /// A text that may be missing or null.
    public mutating func optionalText(_ name: String, default present: String? = nil) -> String? {
        guard fields[name] != nil else { return present }
        guard let value = value(name) else { return nil }
        guard let text = value.stringValue else {
            add(name, "should be a string", "string_type")
            return nil
        }
        return text
    }

    /// A list of texts: trimmed, empty ones dropped.
    public mutating func texts(_ name: String, default present: [String] = []) -> [String] {
        guard fields[name] != nil else { return present }
        guard let value = value(name) else { return [] }
        guard let texts = value.arrayValue?.map(\.stringValue), !texts.contains(nil) else {
            add(name, "should be a list of strings", "list_type")
            return []
        }
        return texts.compactMap { $0?.trimmed }.filter { !$0.isEmpty }
    }

    /// A JSON object whose form belongs to the user.
    public mutating func object(_ name: String, default present: [String: JSONValue] = [:]) -> [String: JSONValue] {
        guard fields[name] != nil else { return present }
        guard let value = value(name) else { return [:] }
        guard let object = value.objectValue else {
            add(name, "should be a JSON object", "dict_type")
            return [:]
        }
        return object
    }

    /// One of the values of an enumeration.
    public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default present: Choice
    ) -> Choice {
        optionalChoice(name) ?? present
    }

    /// One of the values of an enumeration, or nil when it is missing or null.
    public mutating func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) -> Choice? {
        guard let value = value(name) else { return nil }
        if let text = value.stringValue, let choice = Choice(rawValue: text) { return choice }
        let allowed = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        add(name, "should be one of \(allowed)", "enum")
        return nil
    }

    /// A number within a range, or nil when it is missing or null.
    public mutating func optionalNumber(_ name: String, in range: ClosedRange<Double>) -> Double? {
        guard let value = value(name) else { return nil }
        guard let number = value.numberValue else {
            add(name, "should be a number", "float_type")
            return nil
        }
        guard range.contains(number) else {
            add(name, "should be between \(range.lowerBound) and \(range.upperBound)", "out_of_range")
            return nil
        }
        return number
    }

    /// A whole number within a range, or nil when it is missing or null.
    public mutating func optionalInteger(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(name) else { return nil }
        guard let integer = value.integerValue, range.contains(Int(integer)) else {
            add(name, "should be a whole number between \(range.lowerBound) and \(range.upperBound)", "int_type")
            return nil
        }
        return Int(integer)
    }

    public mutating func bool(_ name: String, default present: Bool) -> Bool {
        guard let value = value(name) else { return present }
        guard let bool = value.boolValue else {
            add(name, "should be true or false", "bool_type")
            return present
        }
        return bool
    }

    /// A time, or nil when it is missing or null.
    public mutating func optionalTime(_ name: String, default present: Timestamp? = nil) -> Timestamp? {
        guard fields[name] != nil else { return present }
        guard let value = value(name) else { return nil }
        guard let time = value.stringValue.flatMap(Timestamp.init) else {
            add(name, "should be an ISO 8601 time such as 2026-12-31T17:00:00Z", "datetime")
            return nil
        }
        return time
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return String(self[start..<end])
    }
}
