import AsyncHTTPClient
import Domain
import NIOCore
import NIOHTTP1
import TestSupport

/// A server that asks for a login, with a user of each role; and a client that sends exactly what it is told to.
struct AccessBed {
    let server: SkeinServer
    /// By role.
    let tokens: [Role: String]
    let users: [Role: String]

    static let password = "a long enough password"

    static func with(
        _ environment: [String: String] = [:], _ body: (AccessBed) async throws -> Void
    ) async throws {
        let needed = ["SKEIN_AUTH": "required", "SKEIN_BACKEND": "scripted"]
        try await SkeinServer.with(needed.merging(environment) { $1 }) { server in
            var (tokens, users): ([Role: String], [Role: String]) = ([:], [:])
            for role in Role.allCases {
                let user = try await server.request(
                    .POST, "/api/users",
                    ["name": .string("the-\(role.rawValue)"), "role": .string(role.rawValue), "password": .string(password)])
                users[role] = user["id"]?.stringValue
                let token = try await server.request(.POST, "/api/tokens", ["user_id": user["id"] ?? .null])
                tokens[role] = token["token"]?.stringValue
            }
            try await body(AccessBed(server: server, tokens: tokens, users: users))
        }
    }

    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let json: JSONValue
    }

    /// - Parameter readsBody: false for what may stream for ever.
    func send(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, token: String? = nil,
        headers: [String: String] = [:], readsBody: Bool = true
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: (server.address ?? "") + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.text))
        }
        let response = try await HTTPClient.forTests.execute(request, timeout: TimeAmount(.patience))
        let bytes = readsBody ? try await response.body.collect(upTo: 16 << 20) : ByteBuffer()
        // A page is no JSON.
        let json = (try? JSONValue(parsing: bytes.readableBytesView)) ?? .null
        return Answer(status: Int(response.status.code), headers: response.headers, json: json)
    }

    func logIn(_ name: String, _ password: String = password) async throws -> Answer {
        try await send(.POST, "/api/auth/login", ["username": .string(name), "password": .string(password)])
    }

    /// The cookie that an answer sets, as a browser sends it back.
    static func cookie(_ answer: Answer) -> String {
        (answer.headers.first(name: "set-cookie") ?? "").split(separator: ";").first.map(String.init) ?? ""
    }
}
