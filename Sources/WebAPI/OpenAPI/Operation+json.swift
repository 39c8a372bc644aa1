import Domain

extension Operation {
    /// The operation as OpenAPI 3.1 has it.
    var json: JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .string(name), "tags": [.string(tag)], "summary": .string(summary), "responses": responses,
        ]
        let parameters = (pathParameters + query).map(\.json)
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let body {
            let content: JSONValue = ["application/json": ["schema": body]]
            // Without anything required, no body at all is an empty object.
            operation["requestBody"] = ["content": content, "required": .bool(body["required"] != nil)]
        }
        switch access {
        case .open: operation["security"] = []
        case .needs(let role):
            operation["security"] = [["bearer": []], ["cookie": []]]
            operation["x-skein-role"] = .string(role.rawValue)
        }
        return .object(operation)
    }

    /// 401: a login is needed, or it lets nobody in; 403: role, host or origin do not allow it; 429: too much at once; 500 has
    /// an id that is in the log too.
    var errorStatuses: Set<Int> {
        var statuses = Set(errors + [401, 403, 429, 500])
        if !pathParameters.isEmpty { statuses.insert(404) }
        if !query.isEmpty { statuses.insert(422) }
        if body != nil { statuses.formUnion([413, 415, 422]) }
        return statuses
    }

    private var pathParameters: [Parameter] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            Parameter(
                name: String($0.dropFirst().dropLast()), place: "path", summary: "Whose.", schema: Schema.text,
                isRequired: true)
        }
    }

    private var responses: JSONValue {
        var responses: [String: JSONValue] = [:]
        for (status, answers) in Dictionary(grouping: answers, by: \.status) {
            let content: [(String, JSONValue)] = answers.map { ($0.media, $0.schema.map { ["schema": $0] } ?? [:]) }
            responses[String(status)] = [
                "description": .string(answers[0].summary), "content": .object(Dictionary(uniqueKeysWithValues: content)),
            ]
        }
        for status in errorStatuses where responses[String(status)] == nil {
            responses[String(status)] = ["$ref": .string("#/components/responses/Error\(status)")]
        }
        return .object(responses)
    }
}

extension Operation.Parameter {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "in": .string(place), "description": .string(summary), "schema": schema,
            "required": .bool(isRequired),
        ]
    }
}
