import Domain
import Foundation
import Testing

@Suite struct JSONValueTests {
    @Test(
        "every kind of value survives parsing and writing, with sorted keys",
        arguments: [
            "null", "true", "false", "0", "-7", "1.5", "\"text \\u2028 \\\"quoted\\\"\"", "[]", "{}", "[1,\"a\",null]",
            "{\"a\":{\"b\":[true]},\"z\":1}", "9007199254740993",
        ])
    func roundTrip(text: String) throws {
        let value = try JSONValue(parsing: text.utf8)
        #expect(try JSONValue(parsing: value.text.utf8) == value)
    }

    @Test("a character that is escaped, or near to one that is, may stand anywhere in a string")
    func anywhere() throws {
        let characters = "\u{0}\u{1F}\u{20}!\"#[\\]\u{7F}\u{80}\u{A2}Ü🪢"
        for character in characters.unicodeScalars {
            let mustBeEscaped = character.value < 0x20 || character == "\"" || character == "\\"
            for length in 0..<20 {
                for place in 0...length {
                    var text = String(repeating: "ü", count: place)
                    text.unicodeScalars.append(character)
                    text += String(repeating: "a", count: length - place)
                    #expect(try JSONValue(parsing: JSONValue.string(text).utf8) == .string(text))
                    let unescaped = try? JSONValue(parsing: Array("\"\(text)\"".utf8))
                    #expect((unescaped == .string(text)) != mustBeEscaped)
                }
            }
        }
    }

    @Test("numbers and booleans are not mistaken for each other")
    func kinds() throws {
        #expect(try JSONValue(parsing: "1".utf8) == .integer(1))
        #expect(try JSONValue(parsing: "true".utf8) == .bool(true))
        #expect(try JSONValue(parsing: "1.0".utf8).integerValue == 1)
        #expect(try JSONValue(parsing: "1.5".utf8).integerValue == nil)
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "", "{", "{bad}", "[1", "nul", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "01", "-", "1.", ".5", "+1", "1e", "1e400",
            "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"a\nb\"", "1 2", "[]]", "{1:2}",
        ])
    func refused(text: String) {
        #expect(throws: DecodingError.self) { try JSONValue(parsing: text.utf8) }
    }

    @Test("text that is cut at any byte is refused")
    func cut() throws {
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",true,null]}"#.utf8)
        _ = try JSONValue(parsing: text)
        for length in 0..<text.count {
            #expect(throws: DecodingError.self) { try JSONValue(parsing: text.prefix(length)) }
        }
    }

    @Test("bytes that are no UTF-8 are refused")
    func encoding() {
        #expect(throws: DecodingError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
        #expect(throws: DecodingError.self) { try JSONValue(parsing: [0x22, 0xC0, 0x80, 0x22]) }
    }

    @Test("a byte order mark says nothing")
    func byteOrderMark() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x31]) == 1)
    }

    @Test("what is nested too deep is refused, and overruns no stack")
    func depth() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try JSONValue(parsing: nested(512).utf8)
        #expect(throws: DecodingError.self) { try JSONValue(parsing: nested(100_000).utf8) }
    }

    @Test("half a pair of UTF-16, which programs write that cut text, stands for an unknown character")
    func halfPairs() throws {
        #expect(try JSONValue(parsing: #""\ud83d\ude00 \ud83d! \ude00""#.utf8) == "😀 \u{FFFD}! \u{FFFD}")
        #expect(try JSONValue(parsing: #""\ud83d\ud83d\ude00""#.utf8) == "\u{FFFD}😀")
    }

    @Test("of two members with one name the last counts")
    func repeated() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#.utf8) == ["a": 2])
    }

    @Test(
        "values are read and written as Foundation does",
        arguments: [
            "0", "-0", "1.0", "1.5e3", "1E5", "1e-7", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "123456789012345678901234567890", "0.1", "5e-324", "1.7976931348623157e308", "\"\\b\\f\\/\\u0001\u{7F}\"",
            " [ 1 ,\t{ \"b\" : null } ]\r\n", "{\"ä\":\"é\",\"z\":[[],{}],\"B\":\"\\\"\\\\\"}",
        ])
    func foundation(text: String) throws {
        let value = try JSONValue(parsing: text.utf8)
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) == value)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == value.text)
    }

    @Test("two objects are merged as text")
    func merging() {
        #expect(Event.merging("{\"a\":1}", "{\"b\":2}") == "{\"a\":1,\"b\":2}")
        #expect(Event.merging("{}", "{\"b\":2}") == "{\"b\":2}")
        #expect(Event.merging("{\"a\":1}", "{}") == "{\"a\":1}")
    }
}
