import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The server's data as a whole, for operators.
extension API {
    /// `POST /api/backup`: everything as one archive, as of this moment.
    @Sendable func makeBackup(_ request: Request, _ context: APIContext) async throws -> Response {
        let hasKeys = try await request.json()["with_keys"]?.boolValue ?? false
        let inHand = try await data.backup(hasKeys: hasKeys)
        let length = try inHand.backup.length()
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/x-tar", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"skein-backup.tar\"",
            ],
            body: ResponseBody(contentLength: Int(length)) { writer in
                // The copy on disk is there for as long as it is written out.
                try await inHand.backup.write { try await writer.write(ByteBuffer(bytes: $0)) }
                try await writer.finish(nil)
                _ = inHand
            })
    }

    /// `POST /api/restore`: puts the backup in place that `skein restore` has staged beside the database.
    @Sendable func restoreBackup(_ request: Request, _ context: APIContext) async throws -> Response {
        try data.restoreStaged()
        return try .json(["status": "restarting"], status: .accepted)
    }

    /// `POST /api/verify`: whether the journal's invariants hold.
    @Sendable func verifyData(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(VerificationWire(try await data.verify()))
    }

    /// `POST /api/prune`: lets go of what is older or more than the settings, or the request, say.
    @Sendable func pruneData(_ request: Request, _ context: APIContext) async throws -> Response {
        let body = try await request.json()
        let (days, bytes) = (try Self.amount("days", of: body), try Self.amount("bytes", of: body))
        let isDryRun = body["dry_run"]?.boolValue ?? false
        return try .json(try await data.prune(days: days.map(Int.init), bytes: bytes, isDryRun: isDryRun))
    }

    private static func amount(_ name: String, of body: JSONValue) throws(DomainError) -> Int64? {
        guard let value = body[name], value != .null else { return nil }
        guard let number = value.integerValue, (1...(1 << 50)).contains(number) else {
            throw .invalid([FieldIssue(loc: ["body", name], msg: "should be a whole number from 1 on", type: "int_type")])
        }
        return number
    }
}

/// What a verification found.
struct VerificationWire: Encodable {
    let isWell: Bool
    let runs: Int
    let steps: Int
    let events: Int
    let findings: [Finding]

    struct Finding: Encodable {
        let invariant: String
        let run: String?
        let path: String?
        let message: String
        let remedy: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(invariant, forKey: .invariant)
            try container.encode(run, forKey: .run)
            try container.encode(path, forKey: .path)
            try container.encode(message, forKey: .message)
            try container.encode(remedy, forKey: .remedy)
        }

        private enum CodingKeys: String, CodingKey {
            case invariant, path, message, remedy
            case run = "run_id"
        }
    }

    init(_ verification: JournalVerification) {
        (isWell, runs) = (verification.isWell, verification.runs)
        (steps, events) = (verification.steps, verification.events)
        findings = verification.findings.map {
            Finding(invariant: $0.invariant.rawValue, run: $0.run, path: $0.path, message: $0.message, remedy: $0.remedy)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case runs, steps, events, findings
        case isWell = "ok"
    }
}
