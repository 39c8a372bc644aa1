import Domain
import Foundation
import Testing

@Suite("Secrets are found in text, in every form") struct SecretPatternsTests {
    private static let value = "s3cr€t/\"with\" a\\slash+&é\n and more"
    private static let patterns = SecretPatterns([(name: "TOKEN", value: value)])

    @Test("a value is replaced as it is, escaped for JSON once and twice, percent-encoded and in hexadecimal")
    func forms() throws {
        let json = JSONValue.string(Self.value).text.dropFirst().dropLast()
        let twice = JSONValue.string(String(json)).text.dropFirst().dropLast()
        let encoded = try #require(Self.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        let hex = Self.value.utf8.map { String(format: "%02x", $0) }.joined()
        let ascii = #"s3cr\u20act/\"with\" a\\slash+&\u00e9\n and more"#
        for form in [Self.value, String(json), String(twice), json.replacing("/", with: "\\/"), encoded, hex, ascii] {
            #expect(Self.patterns.redacted("before \(form) after") == "before [secret:TOKEN] after", "\(form)")
        }
    }

    @Test("a value is found in base64 wherever it stands in what was encoded", arguments: 0..<4, 0..<4)
    func base64(before: Int, after: Int) {
        let text = String(repeating: "x", count: before) + Self.value + String(repeating: "y", count: after)
        for encoded in [
            Data(text.utf8).base64EncodedString(),
            Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_"),
        ] {
            let redacted = Self.patterns.redacted(encoded)
            #expect(redacted.contains("[secret:TOKEN]"))
            #expect(redacted.utf8.count <= "[secret:TOKEN]".utf8.count + 16, "\(redacted)")
        }
    }

    @Test("a value that is cut anywhere into pieces never comes through, and everything else does")
    func pieces() {
        let patterns = SecretPatterns([("A", "abcabcabd-1234"), ("B", "abcabc-9876")].map { (name: $0.0, value: $0.1) })
        let text = "ab abcabcabd-1234 abcabc-98 abcabc-9876é"
        let whole = "ab [secret:A] abcabc-98 [secret:B]é"
        #expect(patterns.redacted(text) == whole)
        for first in text.indices {
            for second in text.indices[first...] {
                var stream = RedactedStream()
                let parts = [text[..<first], text[first..<second], text[second...]].map(String.init)
                let told = parts.map { stream.feed($0, patterns) } + [stream.end(patterns)]
                #expect(told.joined() == whole)
                #expect(!told.contains { $0.contains("abcabcabd-1234") || $0.contains("abcabc-9876") })
            }
        }
    }

    @Test("in JSON every string, name and number is looked at")
    func json() {
        let patterns = SecretPatterns([(name: "PIN", value: "123456789"), (name: "WORD", value: "open\nsesame")])
        let json: JSONValue = ["open\nsesame": [123_456_789, "the open\nsesame", true, .null, 5]]
        #expect(patterns.redacted(json) == ["[secret:WORD]": ["[secret:PIN]", "the [secret:WORD]", true, .null, 5]])
    }

    @Test("each long line of a value is a secret too; a short value is none, for it would be found everywhere")
    func limits() {
        let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nshort\n-----END KEY-----"
        let patterns = SecretPatterns([(name: "KEY", value: key), (name: "NO", value: "1234567")])
        #expect(patterns.redacted("  2  MIIEvQIBADANBgkqhkiG9w0BAQ") == "  2  [secret:KEY]")
        #expect(patterns.redacted("-----BEGIN KEY----- short 1234567") == "-----BEGIN KEY----- short 1234567")
    }

    @Test("what is told to be a credential in the environment is one, and the password of a URL")
    func environment() {
        let found = EnvironmentCredentials.find(in: [
            "ANTHROPIC_API_KEY": "sk-1", "GITHUB_TOKEN": "gh-1", "DATABASE_URL": "postgres://me:pa55word@db/x",
            "SKEIN_SECRETS_KEY_FILE": "/k", "MAX_THINKING_TOKENS": "9", "AWS_ACCESS_KEY_ID": "id", "HOME": "/root",
            "OTHER_URL": "https://example.com/a@b",
        ])
        #expect(found.map(\.name) == ["ANTHROPIC_API_KEY", "DATABASE_URL", "GITHUB_TOKEN"])
        #expect(found.map(\.value) == ["sk-1", "pa55word", "gh-1"])
    }

    @Test("a redactor goes on to know what it learnt, and costs nothing before")
    func redactor() {
        let redactor = Redactor()
        #expect(!redactor.isActive)
        redactor.learn([(name: "A", value: "first-value")])
        redactor.learn([(name: "A", value: "second-value")])
        #expect(redactor.isActive)
        #expect(redactor.redacted("first-value second-value") == "[secret:A] [secret:A]")
    }
}

@Suite struct SecretDraftTests {
    @Test(
        "names that decide how programs run are refused, credentials of models are not",
        arguments: [
            ("DEPLOY_TOKEN", true), ("ANTHROPIC_API_KEY", true), ("A1", true), ("PATH", false), ("LD_PRELOAD", false),
            ("ANTHROPIC_BASE_URL", false), ("SKEIN_X", false), ("NODE_OPTIONS", false), ("lower", false), ("1A", false),
            ("A-B", false), ("", false), ("BASH_ENV", false), (String(repeating: "A", count: 65), false),
        ])
    func names(name: String, isAllowed: Bool) {
        let draft = try? SecretDraft(["value": "x"], named: name)
        #expect((draft != nil) == isAllowed)
    }

    @Test("a value is taken as it stands; a wrong one is named and not repeated")
    func values() throws {
        #expect(try SecretDraft(["value": " a\n"], named: "A").value == " a\n")
        #expect(try SecretDraft(["value": "x", "agents": ["1"]], named: "A").agents == ["1"].map(AgentID.init))
        for value: JSONValue in ["", .string(String(repeating: "x", count: 65_537)), "a\u{0}b", 7, .null] {
            #expect(throws: DomainError.self) { try SecretDraft(["value": value], named: "A") }
        }
        #expect(throws: DomainError.self) { try SecretDraft(["value": "x", "agents": []], named: "A") }
    }
}
