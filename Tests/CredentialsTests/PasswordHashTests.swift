import Credentials
import Testing

@Suite struct PasswordHashTests {
    @Test("a password matches what was made of it, however it is composed, and no other does")
    func matching() throws {
        let hash = try PasswordHash(of: "pass wörd 12", cost: .full)
        #expect(hash.text.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        let kept = try #require(PasswordHash(hash.text))
        #expect(try kept.matches("pass wo\u{308}rd 12"))
        #expect(try !kept.matches("pass word 12"))
        #expect(try PasswordHash(of: "pass wörd 12").text != hash.text)
    }

    @Test("what is kept says its own cost, and a text that would cost too much, or is none, is not read")
    func parsing() throws {
        let tail = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        #expect(PasswordHash("$scrypt$ln=10,r=8,p=1" + tail) != nil)
        for bad in ["$scrypt$ln=30,r=8,p=1" + tail, "$scrypt$ln=10,r=99,p=1" + tail, "$scrypt$ln=10,r=8,p=1$AA$AA", "", "x"]
        {
            #expect(PasswordHash(bad) == nil, "\(bad)")
        }
    }
}
