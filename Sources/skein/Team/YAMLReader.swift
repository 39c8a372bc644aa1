import Domain
import Yams

/// Turns YAML into JSON, remembering the lines.
///
/// Plain words are read as JSON reads them: only `true` and `false` are truth values (YAML 1.1 takes `no` for one), and a
/// date is a text.
struct YAMLReader {
    private(set) var lines: [[String]: Int] = [:]
    private var count = 0

    /// An alias can make a small file enormous.
    private static let most = 100_000

    mutating func value(of node: Node, at path: [String] = []) throws -> JSONValue {
        count += 1
        guard count <= Self.most else { throw TooLarge() }
        if lines[path] == nil, let line = node.mark?.line { lines[path] = line }
        switch node {
        case .scalar(let scalar): return Self.value(of: scalar)
        case .sequence(let sequence):
            return .array(try sequence.enumerated().map { try value(of: $1, at: path + [String($0)]) })
        case .mapping(let mapping):
            var object: [String: JSONValue] = [:]
            for (key, member) in mapping {
                let name = key.scalar?.string ?? ""
                lines[path + [name]] = key.mark?.line
                object[name] = try value(of: member, at: path + [name])
            }
            return .object(object)
        case .alias: return .null
        }
    }

    private static func value(of scalar: Node.Scalar) -> JSONValue {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        guard text.wholeMatch(of: /[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil else { return .string(text) }
        if let integer = Int64(text) { return .integer(integer) }
        return Double(text).map { .number($0) } ?? .string(text)
    }

    private struct TooLarge: Error {}

    /// `12: what is wrong`.
    static func words(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            "\(mark.line): is no YAML: \(problem)\(context.map { " (\($0.text))" } ?? "")"
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            "\(context.mark.line): has \(duplicates.map { "'\($0)'" }.joined(separator: ", ")) twice"
        case YamlError.reader(let problem, _, _, _): "1: is no text: \(problem)"
        case is TooLarge: "1: has more than \(most) values"
        default: "1: is no YAML: \(TerminalText.line("\(error)"))"
        }
    }
}
