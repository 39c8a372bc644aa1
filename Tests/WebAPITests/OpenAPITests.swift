import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// That the description of the API is complete: each answer of the other tests here is held against it too.
@Suite("The description of the API")
struct OpenAPITests {
    @Test("every described operation is there, and says to an unknown id and to an empty body what it describes")
    func walk() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            let api = try await DescribedAPI(of: probe)
            #expect(api.operations.count > 50)
            for (method, path, operation) in api.operations where operation["tags"] != ["Live updates"] {
                let address = path.replacing("{file}", with: "docs.js").replacing(
                    /\{\w+\}/, with: "00000000-0000-4000-8000-000000000000")
                let body: JSONValue? = method == "GET" ? nil : [:]
                let answer = try await probe.send(HTTPMethod(rawValue: method), address, body)
                #expect(!answer.text.contains("There is no route"), "\(method) \(path)")
                #expect(answer.status < 500, "\(method) \(path): \(answer.text)")
            }
        }
    }

    @Test("an answer that differs from its description is noticed")
    func notices() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            let api = try await DescribedAPI(of: probe)
            let check = SchemaCheck(description: api.description)
            let schema: JSONValue = ["$ref": "#/components/schemas/Deletion"]
            #expect(check.faults(of: ["message": "gone"], schema).isEmpty)
            for wrong: JSONValue in [[:], ["message": 1], ["message": "gone", "more": 1], "gone"] {
                #expect(!check.faults(of: wrong, schema).isEmpty, "\(wrong.text)")
            }
        }
    }

    @Test("each name of an operation and of a component is used once, and every reference leads somewhere")
    func consistent() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let api = try await DescribedAPI(of: try WireProbe(server))
            let names = api.operations.compactMap { $0.operation["operationId"]?.stringValue }
            #expect(Set(names).count == api.operations.count)
            let references = Set(api.description.text.matches(of: /"\$ref":"([^"]+)"/).map { String($0.output.1) })
            let check = SchemaCheck(description: api.description)
            #expect(references.filter { check.resolve($0) == .null }.isEmpty)
            let components = (api.description["components"]?["schemas"]?.objectValue ?? [:]).keys
            let unused = components.filter { !references.contains("#/components/schemas/\($0)") }
            #expect(unused.isEmpty)
        }
    }

    @Test("the page to read and try it comes whole from the server itself")
    func page() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            let page = try await probe.send(.GET, "/docs")
            #expect(page.headers.first(name: "content-type") == "text/html; charset=utf-8")
            #expect(!page.text.contains("http"), "it loads something from elsewhere")
            for match in page.text.matches(of: /(?:src|href)="(\/docs\/[^"]+)"/) {
                #expect(try await probe.send(.GET, String(match.output.1)).status == 200)
            }
            #expect(try await probe.send(.GET, "/docs/../../etc/passwd").status == 404)
        }
    }
}
