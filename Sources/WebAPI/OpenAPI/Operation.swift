import Domain

/// What one route takes and answers, for the description of the API.
struct Operation: Sendable {
    let method: String
    /// As OpenAPI writes it: `/api/agents/{id}`.
    let path: String
    let name: String
    let tag: String
    let summary: String
    var query: [Parameter] = []
    var body: JSONValue?
    var answers: [Answer]
    /// Statuses of errors besides those every route has.
    var errors: [Int] = []
    /// Who may use it.
    private(set) var access: RouteAccess

    struct Parameter: Sendable {
        let name: String
        let place: String
        let summary: String
        let schema: JSONValue
        var isRequired = false
    }

    struct Answer: Sendable {
        let status: Int
        /// One status may have answers of several media types.
        var media = "application/json"
        /// Nil for a body that has none, such as a page.
        var schema: JSONValue?
        var summary = "Done."
    }

    init(
        _ method: String, _ path: String, _ name: String, _ tag: String, _ summary: String, query: [Parameter] = [],
        body: JSONValue? = nil, answers: [Answer], errors: [Int] = []
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.tag = tag
        self.summary = summary
        self.query = query
        self.body = body
        self.answers = answers
        self.errors = errors
        access = RouteAccess(method: method)
    }

    init(
        _ method: String, _ path: String, _ name: String, _ tag: String, _ summary: String, query: [Parameter] = [],
        body: JSONValue? = nil, answer: JSONValue, errors: [Int] = []
    ) {
        self.init(
            method, path, name, tag, summary, query: query, body: body, answers: [Answer(status: 200, schema: answer)],
            errors: errors)
    }
}

extension Operation {
    /// The same, for everybody.
    func open() -> Operation {
        var operation = self
        operation.access = .open
        return operation
    }

    /// The same, for whoever has this role or more.
    func needing(_ role: Role) -> Operation {
        var operation = self
        operation.access = .needs(role)
        return operation
    }
}

extension Operation.Parameter {
    static func query(_ name: String, _ summary: String, _ schema: JSONValue = Schema.text, isRequired: Bool = false) -> Self
    {
        Self(name: name, place: "query", summary: summary, schema: schema, isRequired: isRequired)
    }

    /// The part of a list.
    static let page: [Self] = [
        .query("limit", "How many at most.", Schema.integer(1...1000)),
        .query("offset", "How many are left out before.", Schema.integer(0...Int(Int32.max))),
    ]

    static let force: Self = .query("force", "Also when it is in use; what uses it is aborted.", Schema.flag)
    static let search: Self = .query("q", "Only those that contain this text, whatever its case.")
    static let after: Self = .query("after", "Only what came after this number.", Schema.integer(0...Int.max))

    static let idempotencyKey = Self(
        name: "Idempotency-Key", place: "header",
        summary: "A second request with the same key starts nothing: it is answered with what the first one started.",
        schema: Schema.text)
}
