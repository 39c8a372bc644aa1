import Domain
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

    @Test("numbers and booleans are not mistaken for each other")
    func kinds() throws {
        #expect(try JSONValue(parsing: "1".utf8) == .integer(1))
        #expect(try JSONValue(parsing: "true".utf8) == .bool(true))
        #expect(try JSONValue(parsing: "1.0".utf8).integerValue == 1)
        #expect(try JSONValue(parsing: "1.5".utf8).integerValue == nil)
    }

    @Test("what is no JSON is refused", arguments: ["", "{", "{bad}", "[1", "nul"])
    func refused(text: String) {
        #expect(throws: (any Error).self) { try JSONValue(parsing: text.utf8) }
    }

    @Test("two objects are merged as text")
    func merging() {
        #expect(Event.merging("{\"a\":1}", "{\"b\":2}") == "{\"a\":1,\"b\":2}")
        #expect(Event.merging("{}", "{\"b\":2}") == "{\"b\":2}")
        #expect(Event.merging("{\"a\":1}", "{}") == "{\"a\":1}")
    }
}
