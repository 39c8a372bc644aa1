import Credentials
import Crypto
import JWTKit
import Testing

@Suite struct SessionSignerTests {
    private let key = SymmetricKey(size: .bits256)

    @Test("a token is good from its making until its end")
    func time() async throws {
        let signer = await SessionSigner(key: key)
        let token = try await signer.sign(claims())
        #expect(await signer.verify(token, now: 1000) == claims())
        #expect(await signer.verify(token, now: 1599) != nil)
        #expect(await signer.verify(token, now: 1600) == nil)
        #expect(await signer.verify(token, now: 900) == nil)
    }

    @Test("another key, another algorithm, or one changed character make it worthless")
    func forged() async throws {
        let signer = await SessionSigner(key: key)
        let token = try await signer.sign(claims())
        let other = try await SessionSigner(key: SymmetricKey(size: .bits256)).sign(claims())
        #expect(await signer.verify(other, now: 1000) == nil)
        for algorithm in [DigestAlgorithm.sha384, .sha512] {
            let keys = await JWTKeyCollection().add(
                hmac: HMACKey(key: SymmetricKey(data: key.withUnsafeBytes { Array($0) + Array($0) })),
                digestAlgorithm: algorithm)
            #expect(await signer.verify(try await keys.sign(claims()), now: 1000) == nil)
        }
        let parts = token.split(separator: ".").map(String.init)
        for index in 0..<3 {
            var changed = parts
            let first = changed[index].removeFirst()
            changed[index] = (first == "A" ? "B" : "A") + changed[index]
            #expect(await signer.verify(changed.joined(separator: "."), now: 1000) == nil)
        }
        for bad in ["", "a.b.c", parts[0], parts.dropLast().joined(separator: ".") + ".", token + "." + parts[2]] {
            #expect(await signer.verify(bad, now: 1000) == nil, "\(bad)")
        }
    }

    private func claims() -> SessionClaims {
        SessionClaims(
            user: "u", session: "s", epoch: 0, token: nil, id: "j", issuedAt: 1000, expiresAt: 1600, loggedInAt: 1000)
    }
}
