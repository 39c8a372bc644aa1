import Domain
import Foundation
import Testing

/// A checked-in answer that the wire must keep: ids, times and paths are replaced by names.
///
/// `RECORD_GOLDEN=1 Scripts/test.sh --filter WireContract` writes the files anew; read the difference before committing it.
struct GoldenFile {
    private let url: URL

    init(_ name: String) {
        url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).json")
    }

    func expect(_ answer: WireProbe.Answer, _ names: inout StableNames, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        let body = names.rename(answer.json)
        let actual = try pretty(["status": .integer(Int64(answer.status)), "body": body])
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            try Data(actual.utf8).write(to: url)
            return
        }
        let expected = try String(contentsOf: url, encoding: .utf8)
        #expect(actual == expected, "\(url.lastPathComponent) differs", sourceLocation: sourceLocation)
    }

    private func pretty(_ json: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(json), as: UTF8.self) + "\n"
    }
}

/// Gives every id, time and path the same name wherever it stands.
struct StableNames {
    /// The server's data directory.
    let data: String
    private var ids: [String: String] = [:]

    init(data: String) {
        self.data = data
    }

    mutating func rename(_ json: JSONValue) -> JSONValue {
        switch json {
        case .string(let text): return .string(rename(text))
        case .array(let values): return .array(values.map { rename($0) })
        case .object(let members):
            return .object(
                Dictionary(
                    uniqueKeysWithValues: members.sorted { $0.key < $1.key }.map { key, value in
                        (rename(key), Self.measured.contains(key) ? "<measured>" : rename(value))
                    }))
        case .integer(let number): return Self.moments.contains(number) ? "<moment>" : json
        case .null, .bool, .number: return json
        }
    }

    /// Milliseconds since 1970 of the years in which the tests run.
    private static let moments: ClosedRange<Int64> = 1_700_000_000_000...4_000_000_000_000

    /// Members whose numbers no two runs share.
    private static let measured: Set<String> = [
        "duration_seconds", "cpu_percent", "memory_percent", "disk_percent", "uptime_seconds", "active_connections",
        "system_uptime", "resident_bytes", "percent", "busy_seconds", "task_seconds", "average_task_duration",
        "execution_rate", "configuration_schema",
    ]

    private mutating func rename(_ text: String) -> String {
        var text = text.replacing(data, with: "<data>")
        text = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "<time>")
        if text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil { return "<date>" }
        for match in text.matches(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) {
            let id = String(match.output)
            let name = ids[id] ?? "<id \(ids.count + 1)>"
            ids[id] = name
            text = text.replacing(id, with: name)
        }
        return text
    }
}
