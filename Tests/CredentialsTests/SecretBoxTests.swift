import Credentials
import Crypto
import Foundation
import TestSupport
import Testing

@Suite struct SecretBoxTests {
    @Test("what is sealed opens with its key, its id, its name and its version, and with nothing else")
    func seals() throws {
        let key = SymmetricKey(size: .bits256)
        let box = SecretBox(key: key, keyVersion: 1)
        let sealed = try box.seal("the value", id: "i", name: "N")
        #expect(!sealed.contains(Data("the value".utf8).base64EncodedString()))
        #expect(try box.seal("the value", id: "i", name: "N") != sealed)
        #expect(try box.open(sealed, id: "i", name: "N") == "the value")
        let damaged = SecretBoxError.damaged(name: "N")
        #expect(throws: damaged) { try box.open(sealed, id: "other", name: "N") }
        #expect(throws: SecretBoxError.damaged(name: "M")) { try box.open(sealed, id: "i", name: "M") }
        #expect(throws: damaged) { try SecretBox(key: key, keyVersion: 2).open(sealed, id: "i", name: "N") }
        let other = SecretBox(key: SymmetricKey(size: .bits256), keyVersion: 1)
        #expect(throws: damaged) { try other.open(sealed, id: "i", name: "N") }
        var bytes = try #require(Data(base64Encoded: sealed))
        bytes[bytes.count - 1] ^= 1
        #expect(throws: damaged) { try box.open(bytes.base64EncodedString(), id: "i", name: "N") }
    }

    @Test("a key that is missing is not made anew where something was encrypted with it")
    func missing() async throws {
        try await withTemporaryDirectory { directory in
            let keys = SecretKeys(path: directory.appending(path: "secrets.key").path)
            #expect(throws: SecretKeyMissing.self) { try keys.existing(1) }
            let sealed = try keys.making(1).seal("v", id: "i", name: "N")
            #expect(try keys.existing(1).open(sealed, id: "i", name: "N") == "v")
            _ = try keys.making(2)
            keys.forget(before: 2)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["secrets.key.2"])
        }
    }
}
