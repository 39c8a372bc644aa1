import Foundation

/// A value as JSON text, the form in which the journal keeps inputs, outputs and notes.
public struct JSONText: Sendable, Hashable {
    /// Valid JSON, UTF-8, keys sorted: equal values have equal texts.
    public let text: String

    /// Takes text that is known to be JSON, such as what an earlier run stored.
    public init(stored text: String) {
        self.text = text
    }

    /// - Throws: `EncodingError` when the value has no JSON form (a NaN, a throwing `encode`).
    public init(_ value: some Encodable) throws {
        text = try Self.plain(value) ?? String(decoding: try Self.encoder.encode(value), as: UTF8.self)
    }

    /// - Throws: `DecodingError` when the text is not of this type.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        if type == Int.self, let integer = Int(text) as? Value { return integer }
        return try Self.decoder.decode(type, from: Data(text.utf8))
    }

    /// `{}`.
    public static let emptyObject = JSONText(stored: "{}")

    /// The most frequent small values, which need no encoder.
    private static func plain(_ value: some Encodable) -> String? {
        switch value {
        case let integer as Int: return String(integer)
        case let flag as Bool: return flag ? "true" : "false"
        case let string as String:
            var text = ""
            quote(string, into: &text)
            return text
        default: return nil
        }
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .millisecondsSince1970
        return encoder
    }()

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        return decoder
    }()
}
