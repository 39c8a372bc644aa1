import Domain
import Foundation
import Yams

/// Writes a team's document as people would: in a known order, long texts as blocks.
enum TeamFileWriter {
    /// - Parameter path: decides between JSON and YAML by its ending; nil for YAML.
    static func text(_ document: JSONValue, for path: String?) throws -> String {
        if path?.hasSuffix(".json") == true {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
        }
        return try Yams.serialize(node: node(document), indent: 2, width: -1, allowUnicode: true)
    }

    private static let order = [
        "agents", "tasks", "workflow", "workflows", "key", "name", "title", "role", "agent", "description", "workflow_type",
        "user_objective", "system_prompt", "expected_output",
    ]

    private static func node(_ value: JSONValue) -> Node {
        switch value {
        case .null: Node("null")
        case .bool(let bool): Node(bool ? "true" : "false")
        case .integer, .number: Node(value.text)
        case .string(let text): node(text)
        case .array(let values):
            // Short lists of names read best on one line.
            Node(values.map(node), .implicit, values.allSatisfy { $0.isShortText } ? .flow : .block)
        case .object(let members):
            Node(
                members.sorted { rank($0.key, $1.key) }.map { (Node($0.key), node($0.value)) }, .implicit,
                members.isEmpty ? .flow : .block)
        }
    }

    private static func node(_ text: String) -> Node {
        if text.contains("\n") { return Node(text, Tag(.str), .literal) }
        // What would be read back as something else is quoted.
        let isPlain = (try? TeamFile(path: "", text: "- \(text)").json) == [.string(text)]
        return Node(text, Tag(.str), isPlain ? .plain : .doubleQuoted)
    }

    private static func rank(_ first: String, _ second: String) -> Bool {
        let places = (order.firstIndex(of: first) ?? order.count, order.firstIndex(of: second) ?? order.count)
        return places.0 == places.1 ? first < second : places.0 < places.1
    }
}

extension JSONValue {
    fileprivate var isShortText: Bool {
        switch self {
        case .string(let text): text.count <= 40 && !text.contains(",")
        case .integer, .number, .bool: true
        case .null, .array, .object: false
        }
    }
}
