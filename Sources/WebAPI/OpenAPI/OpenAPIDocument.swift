import Domain
import Hummingbird

/// The description of the whole API, as OpenAPI 3.1 has it (spec.openapis.org/oas/v3.1.0).
struct OpenAPIDocument {
    static let operations: [Operation] =
        Operation.system + Operation.agents + Operation.tasks + Operation.executions + Operation.patterns
        + Operation.workflowExecutions + Operation.streams
        + Operation.safety.map { $0.needing(.admin) } + Operation.access + Operation.data

    private static let schemas: [String: JSONValue] = [
        entitySchemas, executionSchemas, workflowSchemas, systemSchemas, safetySchemas, accessSchemas, dataSchemas,
    ]
    .reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

    let version: String

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Skein", "version": .string(version),
                "summary": "A control plane for teams of AI agents.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(Self.schemas), "responses": .object(errors), "securitySchemes": Self.securitySchemes,
            ],
        ]
    }

    /// Routes that no operation describes, apart from those that answer with files of the web UI.
    static func undescribed(_ routes: [Router<APIContext>.RouteDescription]) -> [String] {
        let described = Set(operations.map { "\($0.method) \($0.path)" })
        return routes.map { route in
            let path = route.path.description.split(separator: "/").map {
                $0.hasPrefix(":") ? "{\($0.dropFirst())}" : "\($0)"
            }
            return "\(route.method.rawValue) /\(path.joined(separator: "/"))"
        }.filter { !$0.hasPrefix("HEAD ") && $0 != "GET /**" && !described.contains($0) }
    }

    private var paths: [String: JSONValue] {
        Dictionary(grouping: Self.operations, by: \.path).mapValues { operations in
            .object(Dictionary(uniqueKeysWithValues: operations.map { ($0.method.lowercased(), $0.json) }))
        }
    }

    private var errors: [String: JSONValue] {
        let reasons = [
            400: "The request cannot be carried out as it stands.",
            401: "A login is needed, or what was sent lets nobody in.",
            403: "The role, the host or the origin does not allow it.",
            404: "There is none.", 409: "Not in its present state.", 413: "The body is too long.",
            415: "The body is not said to be JSON.", 422: "The input is not valid; every issue is named.",
            426: "A WebSocket is spoken here.",
            429: "Too many at once, or too many logins that failed; the header Retry-After says when to come again.",
            500: "A fault of the server; its id is in the log too.",
            503: "The server cannot work now.",
        ]
        return Dictionary(
            uniqueKeysWithValues: reasons.map { status, reason in
                let schema = Schema.the(status == 422 ? "ValidationError" : "Error")
                let response: JSONValue = [
                    "description": .string(reason), "content": ["application/json": ["schema": schema]],
                ]
                return ("Error\(status)", response)
            })
    }
}
