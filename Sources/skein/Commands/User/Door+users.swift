import Domain

extension Door {
    /// The user with this name.
    /// - Throws: ``CommandFailure`` when there is none.
    func user(named name: String) async throws -> JSONValue {
        let users = try await get("/api/users").arrayValue ?? []
        guard let user = users.first(where: { $0.text("name") == name.lowercased() }) else {
            throw CommandFailure(
                "\(place) knows no user '\(TerminalText.line(name))'. `skein user ls` shows them.", .refused)
        }
        return user
    }
}
