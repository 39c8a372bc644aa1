import Domain

/// An entry of the audit log as it goes over the wire.
struct AuditEntryWire: Encodable {
    let entry: AuditEntry

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(entry.id, forKey: .id)
        try container.encode(entry.at, forKey: .at)
        try container.encode(entry.principal?.id, forKey: .userID)
        try container.encode(entry.principal?.name, forKey: .user)
        try container.encode(entry.principal?.role, forKey: .role)
        try container.encode(entry.address, forKey: .address)
        try container.encode(entry.action, forKey: .action)
        try container.encode(entry.method, forKey: .method)
        try container.encode(entry.route, forKey: .route)
        try container.encode(entry.target?.kind, forKey: .targetKind)
        try container.encode(entry.target?.id, forKey: .targetID)
        try container.encode(entry.run, forKey: .run)
        try container.encode(entry.status, forKey: .status)
        try container.encode(entry.outcome, forKey: .outcome)
        try container.encode(entry.requestID, forKey: .requestID)
    }

    private enum Key: String, CodingKey, CaseIterable {
        case id, at, user, role, address, action, method, route, status, outcome
        case userID = "user_id"
        case targetKind = "target_kind"
        case targetID = "target_id"
        case run = "run_id"
        case requestID = "request_id"
    }
}
