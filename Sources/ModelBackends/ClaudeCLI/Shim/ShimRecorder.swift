import Domain

/// Writes down what a shim hears, says and does, without the secrets in it: a spool stays when the call is over.
final class ShimRecorder {
    private static let stderrKept = 8192

    let stream: SpoolWriter
    /// The end of what the CLI wrote to its error stream.
    private(set) var stderrTail = ""

    private let patterns: SecretPatterns
    private var lines = RecordedLines()

    init(_ leg: SpoolLeg, _ patterns: SecretPatterns = .none) throws {
        self.patterns = patterns
        stream = try SpoolWriter(path: leg.streamPath)
    }

    /// Records a line of the CLI. - Returns: the object it is, as the CLI wrote it; nil for anything else.
    @discardableResult
    func record(_ line: LineSplitter.Line, _ source: SpoolRecord.Source) throws -> JSONValue? {
        switch line {
        case .whole(let bytes):
            if source == .cli, let object = Self.object(bytes) {
                try record(object, written: bytes)
                return object
            }
            let text = patterns.redacted(String(decoding: bytes, as: UTF8.self))
            if source == .stderr { stderrTail = String((stderrTail + text + "\n").suffix(Self.stderrKept)) }
            try stream.append(SpoolRecord.bytes(at: now, source, text: text))
        case .tooLong(let count):
            try record(["note": "The Claude CLI wrote a line of \(count) bytes, which was too long to keep."])
        }
        return nil
    }

    /// - Parameter object: JSON text without a line break.
    func recordSent(_ object: [UInt8]) throws {
        try stream.append(SpoolRecord.bytes(at: now, .host, object: redacted(object)))
    }

    /// Records what of the CLI's words was held back.
    func finish() throws {
        for line in lines.rest(patterns) { try append(line) }
    }

    private func record(_ object: JSONValue, written bytes: [UInt8]) throws {
        guard !patterns.isEmpty else { return try stream.append(SpoolRecord.bytes(at: now, .cli, object: bytes)) }
        for line in lines.take(object, patterns) {
            if line == object {
                try stream.append(SpoolRecord.bytes(at: now, .cli, object: bytes))
            } else {
                try append(line)
            }
        }
    }

    private func append(_ line: JSONValue) throws {
        try stream.append(SpoolRecord.bytes(at: now, .cli, object: line.utf8))
    }

    /// - Parameter object: JSON text that is known to be an object.
    private func redacted(_ object: [UInt8]) throws -> [UInt8] {
        patterns.isEmpty ? object : patterns.redacted(try JSONValue(parsing: object)).utf8
    }

    func record(_ remark: some Encodable) throws {
        let object = Array(try JSONCoding.encode(remark).utf8)
        try stream.append(SpoolRecord.bytes(at: now, .shim, object: redacted(object)))
    }

    /// Records how it ended; its words are without secrets already.
    func record(_ outcome: ShimOutcome) throws {
        let line = JSONValue.object(["outcome": outcome.json])
        try stream.append(SpoolRecord.bytes(at: now, .shim, object: line.utf8))
    }

    func record(text: String) throws {
        try stream.append(SpoolRecord.bytes(at: now, .shim, text: text))
    }

    private var now: Int64 { Timestamp.now.milliseconds }

    private static func object(_ bytes: [UInt8]) -> JSONValue? {
        // What cannot be parsed is garbage, and is kept as text.
        guard bytes.first == UInt8(ascii: "{"), let json = try? JSONValue(parsing: bytes), json.objectValue != nil else {
            return nil
        }
        return json
    }
}
