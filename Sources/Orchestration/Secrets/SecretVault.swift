public import Agents
public import Credentials
public import Domain
public import Logging
public import Persistence

/// Keeps secrets: encrypted in the database, their keys in files beside it, their values nowhere but in processes of agents.
public struct SecretVault: SecretSource {
    private let store: Store
    private let keys: SecretKeys
    private let redactor: Redactor

    /// - `redactor`: learns every value, so that none leaves the server by accident.
    public init(store: Store, keys: SecretKeys, redactor: Redactor) {
        self.store = store
        self.keys = keys
        self.redactor = redactor
    }

    /// Learns the values of all secrets, as far as they can be opened; the others stop what needs them, and nothing else.
    public func load(_ logger: Logger) async throws {
        for sealed in try await store.secrets() {
            do {
                redactor.learn([(sealed.secret.name, try open(sealed))])
            } catch {
                logger.error("a secret cannot be used", metadata: ["secret": "\(sealed.secret.name)", "error": "\(error)"])
            }
        }
    }

    /// By name; never with their values.
    public func list() async throws -> [Secret] {
        try await store.secrets().map(\.secret)
    }

    /// Keeps a secret, in place of the one that has its name. Processes that run go on with what they have.
    /// - Throws: `DomainError`.
    public func set(_ json: JSONValue, named name: String) async throws -> Secret {
        let draft = try SecretDraft(json, named: name)
        for id in draft.agents ?? [] {
            guard try await store.agent(id) != nil else { throw DomainError.noAgent(id) }
        }
        redactor.learn([(name, draft.value)])
        let now = Timestamp.now
        return try await explained {
            try await store.putSecret(named: name) { [keys] present, version in
                // Beside secrets that can be opened only with a key that is lost, none is added under another.
                let box = try version.map { try keys.existing($0) } ?? keys.making(1)
                let secret = Secret(
                    id: present?.secret.id ?? .make(), name: name, agents: draft.agents, keyVersion: box.keyVersion,
                    createdAt: present?.secret.createdAt ?? now, updatedAt: now)
                return SealedSecret(
                    secret, sealed: try box.seal(draft.value, id: secret.id.rawValue, name: name))
            }
        }
    }

    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func remove(_ name: String) async throws {
        guard try await store.deleteSecret(named: name) else { throw DomainError.notFound(kind: "secret", id: name) }
    }

    /// Encrypts every secret with a new key, in one transaction; a crash at any moment leaves either the old ones with their
    /// key, or the new ones with theirs.
    /// - Returns: how many there are.
    public func rotate() async throws -> Int {
        let versions = try await store.secrets().map(\.secret.keyVersion)
        guard let newest = versions.max() else { return 0 }
        return try await explained {
            let box = try keys.making(newest + 1)
            let count = try await store.resealSecrets { [keys] all in
                try all.map { try Self.reseal($0, with: box, keys) }
            }
            keys.forget(before: newest + 1)
            return count
        }
    }

    public func secrets(for agent: AgentID?) async throws -> [String: String] {
        let needed = try await store.secrets().filter { $0.secret.isFor(agent) }
        guard !needed.isEmpty else { return [:] }
        do {
            let values = try needed.map { (name: $0.secret.name, value: try open($0)) }
            redactor.learn(values)
            return Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0.value) })
        } catch {
            throw SecretsUnavailable(
                "The agent's secrets (\(needed.map(\.secret.name).joined(separator: ", "))) cannot be had. \(error)")
        }
    }

    private func open(_ sealed: SealedSecret) throws -> String {
        try keys.existing(sealed.secret.keyVersion)
            .open(sealed.sealed, id: sealed.secret.id.rawValue, name: sealed.secret.name)
    }

    private static func reseal(_ sealed: SealedSecret, with box: SecretBox, _ keys: SecretKeys) throws -> SealedSecret {
        var secret = sealed.secret
        let value = try keys.existing(secret.keyVersion).open(sealed.sealed, id: secret.id.rawValue, name: secret.name)
        secret.keyVersion = box.keyVersion
        return SealedSecret(secret, sealed: try box.seal(value, id: secret.id.rawValue, name: secret.name))
    }

    /// What is wrong with a key is for the operator to mend: it is said in words, not as a fault of the server.
    private func explained<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error where error is KeyFileError || error is SecretKeyMissing || error is SecretBoxError {
            throw DomainError.conflict("\(error)", state: "key_unusable")
        }
    }
}
