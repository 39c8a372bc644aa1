import DurableExecution
import Foundation
import Testing

@Suite struct JSONTextTests {
    private static let texts = [
        "", "plain", "quote \" backslash \\ slash /", "line\nreturn\rtab\t", "\u{0}\u{1}\u{8}\u{c}\u{1f}\u{7f}",
        "🐦 ü \u{2028}",
        "e\u{301} \u{202e}",
    ]

    @Test("small values read back as they were, by any reader", arguments: texts)
    func strings(text: String) throws {
        let json = try JSONText(text)
        #expect(try json.decode(String.self) == text)
        #expect(try JSONDecoder().decode(String.self, from: Data(json.text.utf8)) == text)
    }

    @Test("integers and booleans are written as JSON, and a text is no integer")
    func numbers() throws {
        for integer in [0, -1, .max, .min] {
            #expect(try JSONText(integer).text == "\(integer)")
            #expect(try JSONText(integer).decode(Int.self) == integer)
        }
        #expect(try JSONText(true).text == "true")
        #expect(throws: DecodingError.self) { try JSONText(stored: "\"7\"").decode(Int.self) }
        #expect(throws: DecodingError.self) { try JSONText(stored: "7").decode(String.self) }
    }

    @Test("equal values have equal texts: keys are sorted")
    func sorted() throws {
        #expect(try JSONText(["b": 1, "a": 2]).text == "{\"a\":2,\"b\":1}")
    }

    @Test("what has no JSON form is refused")
    func notANumber() {
        #expect(throws: EncodingError.self) { try JSONText(Double.nan) }
    }

    @Test("an object built by members is what a reader expects, whatever its texts contain")
    func object() throws {
        for text in Self.texts {
            var object = JSONObjectText()
            object.add(membersOf: "{}")
            object.add("text", text)
            object.add("nothing", nil as String?)
            object.add("number", -7)
            object.add("list", json: "[1,2]")
            object.add(membersOf: "{\"more\":true}")
            struct Members: Decodable, Equatable {
                let text: String
                let nothing: String?
                let number: Int
                let list: [Int]
                let more: Bool
            }
            let members = try JSONDecoder().decode(Members.self, from: Data(object.text.utf8))
            #expect(members == Members(text: text, nothing: nil, number: -7, list: [1, 2], more: true))
        }
        #expect(JSONObjectText().text == "{}")
    }
}
