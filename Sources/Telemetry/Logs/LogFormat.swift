import Foundation
import Logging

/// How a line of the log is written.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: one line, the rest of what is known behind the message.
    case text
    /// For machines: one JSON object a line.
    case json

    /// One line with its end.
    func line(_ event: LogEvent, label: String, metadata: Logger.Metadata, at date: Date) -> String {
        switch self {
        case .text: Self.text(event, label, metadata, date)
        case .json: Self.json(event, label, metadata, date)
        }
    }

    private static func text(_ event: LogEvent, _ label: String, _ metadata: Logger.Metadata, _ date: Date) -> String {
        let facts = metadata.sorted { $0.key < $1.key }.map { " \(escaped($0.key))=\(quoted("\($0.value)"))" }.joined()
        return "\(time(date)) \(event.level) \(label): \(escaped("\(event.message)"))\(facts)\n"
    }

    /// A fact with spaces in it stands in quotes, so that its end can be seen.
    private static func quoted(_ value: String) -> String {
        let safe = escaped(value)
        let isPlain = !safe.isEmpty && !safe.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return isPlain ? safe : "\"\(safe.replacing("\"", with: "\\\""))\""
    }

    /// Nothing in a line may end it, or steer a terminal.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        return text.unicodeScalars.reduce(into: "") { safe, scalar in
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            case _ where isUnsafe(scalar): safe += "\\u{\(String(scalar.value, radix: 16))}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }

    private static func time(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day().timeZone(separator: .omitted).time(includingFractionalSeconds: true))
    }
}

// MARK: - For machines

extension LogFormat {
    private static let ownNames: Set<String> = ["timestamp", "level", "logger", "source", "message"]

    private static func json(_ event: LogEvent, _ label: String, _ metadata: Logger.Metadata, _ date: Date) -> String {
        var line: [(String, Logger.MetadataValue)] = [
            ("timestamp", "\(time(date))"), ("level", "\(event.level)"), ("logger", "\(label)"),
            ("source", "\(event.source)"), ("message", "\(event.message)"),
        ]
        line += metadata.sorted { $0.key < $1.key }.map { (ownNames.contains($0.key) ? "_\($0.key)" : $0.key, $0.value) }
        return object(line) + "\n"
    }

    private static func object(_ members: [(String, Logger.MetadataValue)]) -> String {
        "{" + members.map { "\(string($0)):\(written($1))" }.joined(separator: ",") + "}"
    }

    private static func written(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): string(text)
        case .stringConvertible(let value) where value is Int || value is Bool: "\(value)"
        case .stringConvertible(let value as Double) where value.isFinite: "\(value)"
        case .stringConvertible(let value): string("\(value)")
        case .dictionary(let members): object(members.sorted { $0.key < $1.key })
        case .array(let values): "[" + values.map(written).joined(separator: ",") + "]"
        }
    }

    private static func string(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case _ where isUnsafe(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
