/// The workflows a server can run, by name and version.
public struct WorkflowRegistry: Sendable {
    /// Runs a body with a decoded input and returns its encoded output.
    typealias Body = @Sendable (WorkflowContext, JSONText) async throws -> JSONText

    private struct Key: Hashable {
        let name: String
        let version: Int
    }

    private var bodies: [Key: Body] = [:]

    public init() {}

    /// Adds a workflow; older versions stay as long as runs of theirs may be left.
    public mutating func register<Registered: Workflow>(_ workflow: Registered) {
        bodies[Key(name: Registered.name, version: Registered.version)] = { context, input in
            try JSONText(try await workflow.run(context, try Self.decode(input)))
        }
    }

    func body(name: String, version: Int) throws(RunFailure) -> Body {
        if let body = bodies[Key(name: name, version: version)] { return body }
        let known = bodies.keys.map { "\($0.name) v\($0.version)" }.sorted().joined(separator: ", ")
        throw RunFailure(
            kind: RunFailure.unknownWorkflow,
            message: "This server has no workflow \(name) v\(version) (it has: \(known)). Start a new run, "
                + "or deploy a server that has it.")
    }

    private static func decode<Input: Decodable>(_ input: JSONText) throws -> Input {
        do {
            return try input.decode()
        } catch {
            throw RunFailure(kind: RunFailure.undecodable, message: "The run's input cannot be decoded: \(error)")
        }
    }
}
