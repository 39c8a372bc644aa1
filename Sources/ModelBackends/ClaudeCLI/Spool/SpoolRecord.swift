import Domain
import Foundation

/// One line of a spool: something that was said, by whom, and when.
///
/// `{"at":1790000000000,"from":"cli","line":{…}}`; what is no JSON object stands as `"text"` instead of `"line"`.
struct SpoolRecord {
    enum Source: String {
        /// The CLI's standard output.
        case cli
        /// What was sent to the CLI.
        case host
        /// The CLI's error stream.
        case stderr
        /// The shim's own remarks.
        case shim
    }

    let at: Int64
    let source: Source
    /// The JSON object that was said, or the text.
    let content: JSONValue

    /// - Returns: nil for a line that is torn or foreign.
    init?(_ line: some Sequence<UInt8>) {
        // The last line may be torn by a crash; it then never counted.
        guard let json = try? JSONValue(parsing: line), let at = json["at"]?.integerValue,
            let source = json["from"]?.stringValue.flatMap(Source.init), let content = json["line"] ?? json["text"]
        else { return nil }
        self.at = at
        self.source = source
        self.content = content
    }

    /// How it ended, where the record tells it: the last one of its leg.
    var outcome: ShimOutcome? {
        source == .shim ? ShimOutcome(content["outcome"]) : nil
    }

    /// The bytes of a record, newline included.
    /// - Parameter object: JSON text that is known to be an object.
    static func bytes(at: Int64, _ source: Source, object: some Sequence<UInt8>) -> [UInt8] {
        Array("{\"at\":\(at),\"from\":\"\(source.rawValue)\",\"line\":".utf8) + object + Array("}\n".utf8)
    }

    static func bytes(at: Int64, _ source: Source, text: String) -> [UInt8] {
        Array("{\"at\":\(at),\"from\":\"\(source.rawValue)\",\"text\":\(JSONValue.string(text).text)}\n".utf8)
    }
}
