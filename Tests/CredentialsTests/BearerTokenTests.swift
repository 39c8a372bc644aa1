import Credentials
import Testing

@Suite struct BearerTokenTests {
    @Test("each token is another one, known by its form, and its digest tells nothing of it")
    func making() throws {
        let (one, other) = (BearerToken.make(), BearerToken.make())
        #expect(one.text != other.text && one.digest != other.digest)
        #expect(one.text.wholeMatch(of: /skein_[\w\-]{43}/) != nil)
        #expect(one.digest.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        #expect(BearerToken(one.text)?.digest == one.digest)
        for bad in ["", "skein_", "skein_short", one.text + "x", String(one.text.dropFirst())] {
            #expect(BearerToken(bad) == nil, "\(bad)")
        }
    }

    @Test("digests are equal when every character is")
    func equality() {
        let digest = BearerToken.make().digest
        #expect(BearerToken.areEqual(digest, digest))
        #expect(!BearerToken.areEqual(digest, String(digest.dropLast())))
        #expect(!BearerToken.areEqual(digest, BearerToken.make().digest))
    }
}
