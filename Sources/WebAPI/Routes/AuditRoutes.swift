import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

/// The audit log: a list for people, a stream for archives. Nothing changes it.
extension API {
    @Sendable func listAudit(_ request: Request, _ context: APIContext) async throws -> Response {
        try context.require(.admin)
        let filter = try request.auditFilter()
        switch try request.choice("format", as: AuditFormat.self) ?? .json {
        case .json: return try .list(try await audit.list(filter, try request.page()), request, AuditEntryWire.init)
        case .jsonl: return export(filter, "application/jsonl", "audit.jsonl", header: "") { try Self.line($0) }
        case .csv:
            return export(filter, "text/csv; charset=utf-8", "audit.csv", header: AuditEntry.csvHeader + "\r\n") {
                $0.csv + "\r\n"
            }
        }
    }

    private func export(
        _ filter: AuditFilter, _ type: String, _ file: String, header: String,
        _ line: @escaping @Sendable (AuditEntry) throws -> String
    ) -> Response {
        let audit = audit
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store", .contentDisposition: "attachment; filename=\"\(file)\"",
            ],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: header))
                try await audit.export(filter) { entries in
                    try await writer.write(ByteBuffer(string: try entries.map(line).joined()))
                }
                try await writer.finish(nil)
            })
    }

    private static func line(_ entry: AuditEntry) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(AuditEntryWire(entry: entry)), as: UTF8.self) + "\n"
    }
}

enum AuditFormat: String, CaseIterable {
    case json, jsonl, csv
}

extension Request {
    fileprivate func auditFilter() throws(DomainError) -> AuditFilter {
        var filter = AuditFilter()
        filter.after = try time("after")
        filter.until = try time("until")
        filter.user = query("user")
        filter.action = query("action")
        filter.run = query("run")
        filter.afterID = try number("after_id", in: 0...Int.max).map(Int64.init)
        return filter
    }

    private func time(_ name: String) throws(DomainError) -> Timestamp? {
        guard let text = query(name) else { return nil }
        if let time = Timestamp(text) { return time }
        throw .invalid([
            FieldIssue(loc: ["query", name], msg: "should be a time such as 2026-11-22T09:30:00Z", type: "datetime")
        ])
    }
}

extension APIContext {
    /// - Throws: a 403 that names the role for who has a lesser one.
    func require(_ role: Role) throws {
        guard principal.role < role else { return }
        throw HTTPError(.forbidden, message: "This needs the role '\(role)'; '\(principal.name)' has '\(principal.role)'.")
    }
}
