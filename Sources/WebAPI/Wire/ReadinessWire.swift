import Domain
import Orchestration

/// Whether the server can work: each check by name, and the worst of them.
struct ReadinessWire: Encodable {
    let status: String
    let timestamp = Timestamp.now
    let version: String
    let checks: [Check]

    struct Check: Encodable {
        let name: String
        let status: String
        let detail: String
        let milliseconds: Double

        private enum CodingKeys: String, CodingKey {
            case name, status, detail
            case milliseconds = "duration_ms"
        }

        var json: JSONValue {
            [
                "name": .string(name), "status": .string(status), "detail": .string(detail),
                "duration_ms": .number(milliseconds),
            ]
        }
    }

    init(_ report: HealthReport, version: String) {
        status = report.status.rawValue
        self.version = version
        checks = report.entries.map { entry in
            Check(
                name: entry.name, status: entry.finding.status.rawValue, detail: entry.finding.detail,
                milliseconds: entry.milliseconds.rounded(to: 2))
        }
    }
}
