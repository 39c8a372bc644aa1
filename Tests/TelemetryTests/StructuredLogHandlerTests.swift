import Domain
import Logging
import Synchronization
import Testing

@testable import Telemetry

@Suite struct StructuredLogHandlerTests {
    private static let trap = "a\nb\u{1b}[31m\u{202e}\u{2028}\"x\"\\"

    private func lines(_ format: LogFormat, _ body: (Logger) -> Void) -> [String] {
        let lines = Mutex<[String]>([])
        let provider = Logger.MetadataProvider { ["run": "r1", "step": "work"] }
        var logger = Logger(label: "skein") { label in
            StructuredLogHandler(label: label, format: format, provider: provider) { line in
                lines.withLock { $0.append(line) }
            }
        }
        logger.logLevel = .info
        body(logger)
        return lines.withLock { $0 }
    }

    @Test(
        "a line of text has time, level, message and what is known of its place; nothing in it ends it or steers a terminal")
    func text() throws {
        let lines = lines(.text) { logger in
            logger.info("begun", metadata: ["error": "two words", "run": "r2"])
            logger.warning("\(Self.trap)", metadata: ["k\n": "\(Self.trap)"])
            logger.debug("not told")
        }
        #expect(lines.count == 2)
        #expect(
            lines[0].wholeMatch(
                of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info skein: begun error="two words" run=r2 step=work\n/) != nil,
            "\(lines[0])")
        for line in lines {
            #expect(
                line.hasSuffix("\n")
                    && !line.dropLast().contains { $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } })
        }
        #expect(lines[1].contains(#"a\nb\u{1b}[31m\u{202e}\u{2028}"#))
    }

    @Test("a line of JSON is one object, whatever is in it")
    func json() throws {
        let lines = lines(.json) { logger in
            logger.error(
                "\(Self.trap)",
                metadata: [
                    "message": "other", "list": ["a", "b"], "count": .stringConvertible(7), "share": .stringConvertible(0.5),
                    "more": ["key": "\(Self.trap)"],
                ])
        }
        let json = try JSONValue(parsing: lines[0].utf8)
        #expect(lines[0].count(where: \.isNewline) == 1)
        #expect(json["level"] == "error" && json["logger"] == "skein" && json["run"] == "r1" && json["step"] == "work")
        #expect(json["message"]?.stringValue == Self.trap)
        #expect(json["_message"] == "other" && json["list"] == ["a", "b"])
        #expect(json["more"]?["key"]?.stringValue == Self.trap)
        #expect(json["count"] == 7 && json["share"] == 0.5)
        #expect(json["timestamp"]?.stringValue?.hasSuffix("Z") == true)
    }
}
