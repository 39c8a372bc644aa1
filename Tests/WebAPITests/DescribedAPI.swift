import Domain
import Foundation
import NIOHTTP1
import Testing

/// The server's description of its own API, asked of it once.
struct DescribedAPI {
    let description: JSONValue

    init(of probe: WireProbe) async throws {
        description = try JSONValue(parsing: try await probe.fetch(.GET, "/openapi.json", text: nil, headers: [:]).text.utf8)
    }

    /// Every operation: method, path with names in braces, and what it says of itself.
    var operations: [(method: String, path: String, operation: JSONValue)] {
        (description["paths"]?.objectValue ?? [:]).flatMap { path, operations in
            (operations.objectValue ?? [:]).map { ($0.key.uppercased(), path, $0.value) }
        }
    }

    /// What an answer has that its operation's description does not say, or lacks; nil for a path that is not described.
    func faults(of answer: WireProbe.Answer, to method: HTTPMethod, _ address: String) -> [String]? {
        let path = address.prefix { $0 != "?" }.split(separator: "/")
        let matching = operations.filter { $0.method == method.rawValue && Self.matches($0.path, path) }
        guard let found = matching.min(by: { $0.path.count(where: { $0 == "{" }) < $1.path.count(where: { $0 == "{" }) })
        else { return nil }
        let check = SchemaCheck(description: description)
        guard var response = found.operation["responses"]?[String(answer.status)] else {
            return ["\(method) \(found.path) answered \(answer.status), which is not described"]
        }
        if let reference = response["$ref"]?.stringValue { response = check.resolve(reference) }
        let media = (answer.headers.first(name: "content-type") ?? "").prefix { $0 != ";" }
        guard let content = response["content"]?[String(media)] else {
            return ["\(method) \(found.path) \(answer.status) is \(media), which is not described"]
        }
        guard media == "application/json", let schema = content["schema"] else { return [] }
        return check.faults(of: answer.json, schema, at: "\(method) \(found.path) \(answer.status)")
    }

    private static func matches(_ template: String, _ path: [Substring]) -> Bool {
        let parts = template.split(separator: "/")
        return parts.count == path.count && zip(parts, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
