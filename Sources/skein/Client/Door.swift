import Domain
import HTTPTypes

/// How a command speaks to a server: over HTTP, or to one within this process; both understand the same requests.
protocol Door: Sendable {
    /// For messages, such as `http://127.0.0.1:8000`.
    var place: String { get }

    /// Sends a request. - Throws: ``Refusal`` for any answer but a 2xx, ``CommandFailure`` when nobody answers.
    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?) async throws -> JSONValue

    /// Hands in the events of a subscription, first those after a cursor, until told that it is enough.
    /// - Parameter take: returns whether to go on.
    func follow(_ subscription: String, after cursor: Int64, _ take: (JSONValue) async throws -> Bool) async throws
}

extension Door {
    func get(_ path: String) async throws -> JSONValue {
        try await send(.get, path, nil)
    }

    /// What a path leads to; nil when there is no such thing.
    func find(_ path: String) async throws -> JSONValue? {
        do {
            return try await get(path)
        } catch let refusal as Refusal where refusal.status == 404 {
            return nil
        }
    }
}

/// A server's answer that is no success.
struct Refusal: Error, CustomStringConvertible {
    let status: Int
    let answer: JSONValue

    var issues: [FieldIssue] {
        (answer["errors"]?.arrayValue ?? []).map { issue in
            FieldIssue(
                loc: (issue["loc"]?.arrayValue ?? []).compactMap(\.stringValue), msg: issue["msg"]?.stringValue ?? "",
                type: issue["type"]?.stringValue ?? "")
        }
    }

    var description: String {
        guard issues.isEmpty else {
            return issues.map { "\($0.loc.filter { $0 != "body" }.joined(separator: ".")): \($0.msg)" }
                .joined(separator: "; ")
        }
        return answer["detail"]?.stringValue ?? "the server answered \(status)"
    }
}
