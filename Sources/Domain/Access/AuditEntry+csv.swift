/// The audit log for spreadsheets.
extension AuditEntry {
    /// The first line of an export for spreadsheets.
    public static let csvHeader =
        "id,at,user_id,user,role,address,action,method,route,target_kind,target_id,run_id,status,outcome,request_id"

    /// The entry as a line of it, without its end.
    public var csv: String {
        [
            id.map { "\($0)" }, at.iso8601, principal?.id, principal?.name, principal?.role.rawValue, address, action,
            method, route, target?.kind, target?.id, run, status.map { "\($0)" }, outcome.rawValue, requestID,
        ].map { Self.cell($0 ?? "") }.joined(separator: ",")
    }

    /// A spreadsheet takes what begins like a formula for one; the apostrophe says that it is text.
    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) || isFormula else {
            return safe
        }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }
}
