public import Domain

/// Something only a person can decide.
public struct Interaction: Sendable, Hashable, Codable {
    /// Unique within the run.
    public var id: String
    public var kind: Kind
    /// What is asked, in words.
    public var message: String
    /// The tool that wants to run, or that asks.
    public var tool: String?
    /// Its input.
    public var input: JSONValue?
    /// What an answer may look like, in words.
    public var answers: String

    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// May this tool run?
        case toolApproval = "tool_approval"
        /// A question of the model's own.
        case question
    }

    /// A tool that wants to run.
    public static func approval(id: String, tool: String, input: JSONValue) -> Interaction {
        Interaction(
            id: id, kind: .toolApproval, message: "The agent wants to use \(tool).", tool: tool, input: input,
            answers: "\"allow\" or \"deny\", or {\"decision\": …, \"message\"?, \"updated_input\"?, \"remember\"?}")
    }

    /// A question of the model's own.
    public static func question(id: String, message: String, tool: String?, input: JSONValue?) -> Interaction {
        Interaction(
            id: id, kind: .question, message: message, tool: tool, input: input,
            answers: "a text, or an object from question to answer")
    }
}

/// What a person decided.
public struct InteractionAnswer: Sendable, Hashable, Codable {
    public var interactionID: String
    public var isAllowed: Bool
    /// What the model is told: the answer to a question, or why something is denied.
    public var message: String?
    /// What the tool runs with instead.
    public var updatedInput: JSONValue?
    /// Whether the same tool may run from now on without asking, in this execution.
    public var isRemembered: Bool
    /// The answers to several questions, by question.
    public var choices: [String: String]

    public init(
        interactionID: String, isAllowed: Bool, message: String? = nil, updatedInput: JSONValue? = nil,
        isRemembered: Bool = false, choices: [String: String] = [:]
    ) {
        self.interactionID = interactionID
        self.isAllowed = isAllowed
        self.message = message
        self.updatedInput = updatedInput
        self.isRemembered = isRemembered
        self.choices = choices
    }

    /// Reads what a person sent.
    /// - Throws: `DomainError/invalid(_:)` that says what an answer may be.
    public init(_ json: JSONValue, to interaction: Interaction) throws(DomainError) {
        switch interaction.kind {
        case .toolApproval: try self.init(approval: json, to: interaction)
        case .question: try self.init(reply: json, to: interaction)
        }
    }

    private init(approval json: JSONValue, to interaction: Interaction) throws(DomainError) {
        self.init(interactionID: interaction.id, isAllowed: true)
        let decision = json["decision"] ?? json
        switch decision {
        case "allow", true: isAllowed = true
        case "deny", false: isAllowed = false
        default:
            let issue = FieldIssue(loc: ["body", "answer"], msg: "should be \(interaction.answers)", type: "answer")
            throw .invalid([issue])
        }
        guard json.objectValue != nil else { return }
        var fields = FieldReader(json, at: ["body", "answer"])
        message = fields.optionalText("message")
        isRemembered = fields.bool("remember", default: false)
        let input = fields.object("updated_input")
        updatedInput = input.isEmpty ? nil : .object(input)
        try fields.finish()
    }

    private init(reply json: JSONValue, to interaction: Interaction) throws(DomainError) {
        self.init(interactionID: interaction.id, isAllowed: true)
        if let text = json.stringValue {
            message = text
        } else if let object = json.objectValue {
            choices = object.mapValues { $0.stringValue ?? $0.text }
            message = choices.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
        } else {
            let issue = FieldIssue(loc: ["body", "answer"], msg: "should be \(interaction.answers)", type: "answer")
            throw .invalid([issue])
        }
    }
}
