import Domain
import HTTPTypes
import Hummingbird
import Orchestration

/// Secrets: put in and taken away here, read nowhere.
extension API {
    @Sendable func listSecrets(_ request: Request, _ context: APIContext) async throws -> Response {
        try context.require(.admin)
        return try .json(try await secrets.list().map(SecretWire.init))
    }

    @Sendable func putSecret(_ request: Request, _ context: APIContext) async throws -> Response {
        try context.require(.admin)
        let name = try context.parameters.require("id")
        return try .json(SecretWire(secret: try await secrets.set(try await request.json(), named: name)))
    }

    @Sendable func deleteSecret(_ request: Request, _ context: APIContext) async throws -> Response {
        try context.require(.admin)
        let name = try context.parameters.require("id")
        try await secrets.remove(name)
        return try .json(DeletionWire(message: "Secret \(name) was deleted."))
    }

    @Sendable func rotateSecrets(_ request: Request, _ context: APIContext) async throws -> Response {
        try context.require(.admin)
        return try .json(["secrets": try await secrets.rotate()])
    }
}

/// A secret as it goes over the wire: everything but its value.
struct SecretWire: Encodable {
    let secret: Secret

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(secret.name, forKey: .name)
        try container.encode(secret.agents, forKey: .agents)
        try container.encode(secret.keyVersion, forKey: .keyVersion)
        try container.encode(secret.createdAt, forKey: .createdAt)
        try container.encode(secret.updatedAt, forKey: .updatedAt)
    }

    private enum Key: String, CodingKey {
        case name, agents
        case keyVersion = "key_version"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}
