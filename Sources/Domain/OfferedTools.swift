/// Tools that whoever asks a model answers itself: a call does nothing but say what the model has decided, and the first
/// one that is right settles it.
public struct OfferedTools: Sendable, Hashable, Codable {
    public var tools: [OfferedTool]
    /// After so many wrong calls no call counts any more.
    public var mostMistakes: Int
    /// What a backend that is no model calls, by the caller's rule; nil for nothing.
    public var byRule: Ruled?

    /// A call that needs no model.
    public struct Ruled: Sendable, Hashable, Codable {
        public var tool: String
        public var input: JSONValue

        public init(tool: String, input: JSONValue) {
            self.tool = tool
            self.input = input
        }
    }

    public init(_ tools: [OfferedTool], mostMistakes: Int = 3, byRule: Ruled? = nil) {
        self.tools = tools
        self.mostMistakes = mostMistakes
        self.byRule = byRule
    }

    public func offers(_ name: String) -> Bool {
        tools.contains { $0.name == name }
    }

    /// Says what a call comes to.
    /// - Parameters:
    ///   - input: what the model gave it.
    ///   - tool: the tool's name, as the model said it.
    ///   - id: the call's idempotency key: the same call is answered as it was.
    ///   - earlier: the calls before it.
    public func judged(
        _ tool: String, _ input: JSONValue, id: String, after earlier: some Collection<OfferedCall>
    ) -> OfferedCall {
        if let same = earlier.first(where: { $0.id == id }) { return same }
        func call(_ standing: OfferedCall.Standing, _ answer: String) -> OfferedCall {
            OfferedCall(id: id, tool: tool, input: input, standing: standing, answer: answer)
        }
        if let settled = earlier.first(where: { $0.standing == .counted }) {
            return call(.ignored, "Ignored: your call of \(settled.tool) counts already. End your turn now.")
        }
        guard earlier.count(where: { $0.standing == .refused }) < mostMistakes else {
            return call(.refused, "Refused: too many calls were wrong. End your turn now.")
        }
        guard let offered = tools.first(where: { $0.name == tool }) else {
            return call(.refused, "There is no tool '\(tool)'. There are: \(tools.map(\.name).joined(separator: ", ")).")
        }
        let problems = JSONSchema(offered.inputSchema).problems(with: input)
        guard problems.isEmpty else {
            return call(.refused, "Refused, because of the input: \(problems.joined(separator: "; ")). Call it again.")
        }
        return call(.counted, offered.answer)
    }
}

/// One of the tools that a caller offers.
public struct OfferedTool: Sendable, Hashable, Codable {
    /// Of letters, digits, `_` and `-`.
    public var name: String
    /// What the model is told of it.
    public var description: String
    /// A JSON schema of type object.
    public var inputSchema: JSONValue
    /// What the model is answered when its call counts.
    public var answer: String

    public init(_ name: String, _ description: String, inputSchema: JSONValue, answer: String) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        self.answer = answer
    }
}

/// A call of an offered tool, and what it came to.
public struct OfferedCall: Sendable, Hashable, Codable {
    /// The model's own id of the call.
    public var id: String
    public var tool: String
    public var input: JSONValue
    public var standing: Standing
    /// What the model was answered.
    public var answer: String

    public enum Standing: String, Sendable, Codable, CaseIterable {
        /// It is the model's decision.
        case counted
        /// Another one counted before it.
        case ignored
        /// It was wrong.
        case refused
    }

    public init(id: String, tool: String, input: JSONValue, standing: Standing, answer: String) {
        self.id = id
        self.tool = tool
        self.input = input
        self.standing = standing
        self.answer = answer
    }
}

extension OfferedCall {
    /// As it stands in an execution's output.
    public var json: JSONValue {
        [
            "id": .string(id), "tool": .string(tool), "input": input, "standing": .string(standing.rawValue),
            "answer": .string(answer),
        ]
    }

    /// - Returns: nil for anything but what ``json`` wrote.
    public init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, let tool = json["tool"]?.stringValue,
            let standing = json["standing"]?.stringValue.flatMap(Standing.init)
        else { return nil }
        self.init(
            id: id, tool: tool, input: json["input"] ?? [:], standing: standing, answer: json["answer"]?.stringValue ?? "")
    }
}
