import Credentials
import Domain
import Foundation
import Persistence
import SQL
import TestSupport
import Testing

@testable import Orchestration

@Suite("The vault", .timeLimit(.minutes(10))) struct SecretVaultTests {
    @Test("a rotation that fails changes nothing: the old key still opens every secret")
    func failedRotation() async throws {
        try await EngineBed.with { bed in
            try await withTemporaryDirectory { directory in
                let keys = SecretKeys(path: directory.appending(path: "k").path)
                let vault = SecretVault(store: bed.store, keys: keys, redactor: Redactor())
                _ = try await vault.set(["value": "first value"], named: "FIRST")
                _ = try await vault.set(["value": "second value"], named: "SECOND")
                let sealed = try await bed.store.secrets()
                try await bed.sql("UPDATE secrets SET sealed = 'AAAA' WHERE name = 'SECOND'")
                await #expect(throws: DomainError.self) { try await vault.rotate() }
                // As after a crash between the new key and the commit: the key is there, and nothing uses it.
                #expect(FileManager.default.fileExists(atPath: keys.path(of: 2)))
                try await bed.sql("UPDATE secrets SET sealed = \(sealed[1].sealed) WHERE name = 'SECOND'")
                #expect(try await vault.secrets(for: nil) == ["FIRST": "first value", "SECOND": "second value"])
                #expect(try await vault.rotate() == 2)
                #expect(try await vault.secrets(for: nil) == ["FIRST": "first value", "SECOND": "second value"])
                #expect(try await vault.list().map(\.keyVersion) == [2, 2])
                #expect(!FileManager.default.fileExists(atPath: keys.path(of: 1)))
            }
        }
    }

    @Test("what is not for an agent is not needed by it: its run does not fail for another's secret")
    func others() async throws {
        try await EngineBed.with { bed in
            try await withTemporaryDirectory { directory in
                let now = Timestamp.now
                let draft = try AgentDraft(["name": "Ada", "role": "engineer", "system_prompt": "You are an engineer."])
                let (ada, bob) = (Agent(draft, id: .make(), now: now), AgentID.make())
                try await bed.store.create(ada)
                let keys = SecretKeys(path: directory.appending(path: "k").path)
                let vault = SecretVault(store: bed.store, keys: keys, redactor: Redactor())
                _ = try await vault.set(["value": "hers alone", "agents": [.string(ada.id.rawValue)]], named: "HERS")
                #expect(try await vault.secrets(for: ada.id) == ["HERS": "hers alone"])
                try FileManager.default.removeItem(atPath: keys.path(of: 1))
                #expect(try await vault.secrets(for: bob) == [:])
                #expect(try await vault.secrets(for: nil) == [:])
                await #expect(throws: (any Error).self) { try await vault.secrets(for: ada.id) }
                let refusal = await #expect(throws: DomainError.self) {
                    try await vault.set(["value": "another"], named: "OTHER")
                }
                #expect(refusal?.description.contains("is missing. Put it back") == true)
            }
        }
    }
}
