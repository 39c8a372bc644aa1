import Domain

/// The MCP server inside the control protocol through which the CLI reaches the tools that a caller offers.
///
/// The forms are those of `mcp_message` requests, measured on 2.1.330.
enum HostTools {
    /// The server's name, which is part of its tools' names.
    static let server = "skein_host"

    private static let prefix = "mcp__\(server)__"

    /// The permission rule that allows all of them.
    static let rule = "mcp__\(server)"

    /// The name under which a tool was offered; nil for tools of others.
    static func offeredName(_ tool: String) -> String? {
        tool.hasPrefix(prefix) ? String(tool.dropFirst(prefix.count)) : nil
    }

    /// What the CLI asks the server.
    enum Request {
        case call(id: String, tool: String, input: JSONValue)
        case initialize(version: JSONValue)
        case list
        case ping
        case notification
        case unknown(String)

        init(_ message: JSONValue) {
            let parameters = message["params"]
            switch message["method"]?.stringValue {
            case "tools/call":
                let id = parameters?["_meta"]?["claudecode/toolUseId"]?.stringValue
                self = .call(
                    id: id ?? "call \(message["id"]?.text ?? "")", tool: parameters?["name"]?.stringValue ?? "",
                    input: parameters?["arguments"] ?? [:])
            case "initialize": self = .initialize(version: parameters?["protocolVersion"] ?? "2025-11-25")
            case "tools/list": self = .list
            case "ping": self = .ping
            case let method?: self = message["id"] == nil ? .notification : .unknown(method)
            case nil: self = .unknown("")
            }
        }
    }

    /// The answer to a message, in the envelope of the control protocol.
    static func result(_ result: JSONValue, to message: JSONValue) -> JSONValue {
        var answer: [String: JSONValue] = ["jsonrpc": "2.0", "result": result]
        answer["id"] = message["id"]
        return .object(answer)
    }

    static func unknownMethod(_ method: String, in message: JSONValue) -> JSONValue {
        [
            "jsonrpc": "2.0", "id": message["id"] ?? .null,
            "error": ["code": -32601, "message": .string("There is no method '\(method)'.")],
        ]
    }

    static func greeting(version: JSONValue) -> JSONValue {
        [
            "protocolVersion": version, "capabilities": ["tools": [:]],
            "serverInfo": ["name": .string(server), "version": "1"],
        ]
    }

    static func list(_ tools: [OfferedTool]) -> JSONValue {
        let entries = tools.map { tool -> JSONValue in
            [
                "name": .string(tool.name), "description": .string(tool.description), "inputSchema": tool.inputSchema,
                // The model must see it at once, not find it by a search.
                "_meta": ["anthropic/alwaysLoad": true],
            ]
        }
        return ["tools": .array(entries)]
    }

    static func answer(_ call: OfferedCall) -> JSONValue {
        [
            "content": [["type": "text", "text": .string(call.answer)]], "isError": .bool(call.standing == .refused),
        ]
    }
}
