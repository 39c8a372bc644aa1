import Domain

/// Writes down what a shim hears, says and does.
final class ShimRecorder {
    private static let stderrKept = 8192

    let stream: SpoolWriter
    /// The end of what the CLI wrote to its error stream.
    private(set) var stderrTail = ""

    init(_ leg: SpoolLeg) throws {
        stream = try SpoolWriter(path: leg.streamPath)
    }

    /// Records a line of the CLI. - Returns: the object it is; nil for anything else.
    @discardableResult
    func record(_ line: LineSplitter.Line, _ source: SpoolRecord.Source) throws -> JSONValue? {
        switch line {
        case .whole(let bytes):
            if source == .cli, let object = Self.object(bytes) {
                try stream.append(SpoolRecord.bytes(at: now, source, object: bytes))
                return object
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if source == .stderr { stderrTail = String((stderrTail + text + "\n").suffix(Self.stderrKept)) }
            try stream.append(SpoolRecord.bytes(at: now, source, text: text))
        case .tooLong(let count):
            try record(["note": "The Claude CLI wrote a line of \(count) bytes, which was too long to keep."])
        }
        return nil
    }

    /// - Parameter object: JSON text without a line break.
    func recordSent(_ object: [UInt8]) throws {
        try stream.append(SpoolRecord.bytes(at: now, .host, object: object))
    }

    func record(_ remark: some Encodable) throws {
        let object = try JSONCoding.encode(remark).utf8
        try stream.append(SpoolRecord.bytes(at: now, .shim, object: object))
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
