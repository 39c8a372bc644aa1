import Domain
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The body as JSON; an empty one is an empty object.
    /// - Throws: ``DomainError/invalid(_:)`` for one that is not JSON.
    func json() async throws -> JSONValue {
        // `BodyMiddleware` has seen to its length.
        let buffer = try await body.collect(upTo: .max)
        if buffer.readableBytes == 0 { return [:] }
        do {
            return try JSONValue(parsing: buffer.readableBytesView)
        } catch {
            throw DomainError.invalid([FieldIssue(loc: ["body"], msg: "should be valid JSON", type: "json_invalid")])
        }
    }

    /// The part of a list that is asked for.
    func page() throws(DomainError) -> Page {
        let limit = try number("limit", in: 1...1000) ?? 1000
        return Page(limit: limit, offset: try number("offset", in: 0...Int(Int32.max)) ?? 0)
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>) throws(DomainError) -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let msg = "should be a whole number between \(range.lowerBound) and \(range.upperBound)"
            throw .invalid([FieldIssue(loc: ["query", name], msg: msg, type: "int_type")])
        }
        return number
    }

    /// A value of an enumeration of the query.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, as type: Choice.Type = Choice.self
    ) throws(DomainError) -> Choice? {
        guard let text = query(name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let allowed = Choice.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw .invalid([FieldIssue(loc: ["query", name], msg: "should be one of \(allowed)", type: "enum")])
    }

    func flag(_ name: String) throws(DomainError) -> Bool {
        switch query(name) {
        case nil, "false", "0": return false
        case "true", "1", "": return true
        default: throw .invalid([FieldIssue(loc: ["query", name], msg: "should be true or false", type: "bool_type")])
        }
    }

    /// A parameter of the query; nil when it is missing.
    func query(_ name: String) -> String? {
        uri.queryParameters[name[...]].map(String.init)
    }
}

extension APIContext {
    /// The id in the path.
    func id<Subject>(_ type: Identifier<Subject>.Type = Identifier<Subject>.self) throws -> Identifier<Subject> {
        Identifier(rawValue: try parameters.require("id"))
    }
}

extension Response {
    /// A part of a list as a bare array, with the length of the whole and links to the other parts.
    static func list<Item>(
        _ paged: Paged<Item>, _ request: Request, _ wire: (Item) -> some Encodable
    ) throws -> Response {
        var headers: HTTPFields = [.totalCount: String(paged.total)]
        headers[.link] = links(paged, request)
        return try json(paged.items.map(wire), headers: headers)
    }

    private static func links<Item>(_ paged: Paged<Item>, _ request: Request) -> String? {
        let page = paged.page
        var links: [String] = []
        if page.offset + page.limit < paged.total { links.append(link("next", page.offset + page.limit, page, request)) }
        if page.offset > 0 { links.append(link("prev", max(0, page.offset - page.limit), page, request)) }
        return links.isEmpty ? nil : links.joined(separator: ", ")
    }

    private static func link(_ name: String, _ offset: Int, _ page: Page, _ request: Request) -> String {
        let kept = (request.uri.query ?? "").split(separator: "&").filter {
            !$0.hasPrefix("limit=") && !$0.hasPrefix("offset=")
        }
        let query = (kept.map(String.init) + ["limit=\(page.limit)", "offset=\(offset)"]).joined(separator: "&")
        return "<\(request.uri.path)?\(query)>; rel=\"\(name)\""
    }
}
