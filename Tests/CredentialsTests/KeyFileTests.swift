import Credentials
import Crypto
import Foundation
import TestSupport
import Testing

@Suite struct KeyFileTests {
    @Test("a key is made once, for its owner's eyes only, and found again")
    func once() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "secret.key").path
            let made = try KeyFile.key(at: path)
            #expect(try KeyFile.key(at: path) == made)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["secret.key"])
        }
    }

    @Test("two that make a key at once end with the same one")
    func race() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "secret.key").path
            let keys = try await withThrowingTaskGroup(of: SymmetricKey.self) { group in
                for _ in 0..<8 { group.addTask { try KeyFile.key(at: path) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(keys.allSatisfy { $0 == keys[0] })
        }
    }

    @Test("a key that others may read, or that is none, is refused by name")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "secret.key").path
            _ = try KeyFile.key(at: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(throws: KeyFileError.readableByOthers(path)) { try KeyFile.key(at: path) }
            try Data("short".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            #expect(throws: KeyFileError.notAKey(path)) { try KeyFile.key(at: path) }
        }
    }

    @Test("what is there but cannot be read as a file is neither replaced nor tried for ever")
    func unreadable() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.path
            #expect(throws: KeyFileError.cannotRead(path)) { try KeyFile.key(at: path) }
            return
        }
    }
}
