import Domain

extension Operation {
    static let safety: [Operation] = [
        Operation(
            "GET", "/api/audit", "listAudit", "Audit log", "Who did what to what, the newest first; for admins.",
            query: [
                .query("after", "Not before this time.", Schema.time), .query("until", "Not later.", Schema.time),
                .query("user", "Only this user's acts, by id or name."),
                .query("action", "Only these acts: the name of an operation of this API."),
                .query("run", "Only what was done to this execution or workflow execution.", Schema.text),
                .query("after_id", "Only entries after this one.", Schema.integer(0...Int.max)),
                .query(
                    "format", "`json` is a page; `jsonl` and `csv` are everything, the oldest first.",
                    Schema.choice(AuditFormat.self)),
            ] + Operation.Parameter.page,
            answers: [
                Answer(status: 200, schema: Schema.list(Schema.the("AuditEntry"))),
                Answer(status: 200, media: "application/jsonl", schema: Schema.text),
                Answer(status: 200, media: "text/csv", schema: Schema.text),
            ]),
        Operation(
            "GET", "/api/secrets", "listSecrets", "Secrets", "The names of the secrets, never their values; for admins.",
            answer: Schema.list(Schema.the("Secret"))),
        Operation(
            "PUT", "/api/secrets/{id}", "setSecret", "Secrets", "Keeps a secret under a name, in place of the one before.",
            body: Schema.the("SecretValue"), answer: Schema.the("Secret"), errors: [404, 409]),
        Operation(
            "DELETE", "/api/secrets/{id}", "deleteSecret", "Secrets",
            "Forgets a secret; processes that run keep what they have.", answer: Schema.the("Deletion")),
        Operation(
            "POST", "/api/secrets/rotate", "rotateSecrets", "Secrets", "Encrypts all secrets with a new key.",
            answer: Schema.answer(["secrets": Schema.integer]), errors: [409]),
    ]
}

extension OpenAPIDocument {
    static let safetySchemas: [String: JSONValue] = [
        "AuditEntry": Schema.answer([
            "id": Schema.integer, "at": Schema.time, "user_id": Schema.orNull(Schema.text),
            "user": Schema.orNull(Schema.text), "role": Schema.orNull(Schema.choice(Role.self)), "address": Schema.text,
            "action": Schema.text, "method": Schema.text, "route": Schema.text, "target_kind": Schema.orNull(Schema.text),
            "target_id": Schema.orNull(Schema.text), "run_id": Schema.orNull(Schema.text),
            "status": Schema.orNull(Schema.integer), "outcome": Schema.choice(AuditEntry.Outcome.self),
            "request_id": Schema.text,
        ]),
        "Secret": Schema.answer([
            "name": Schema.text, "agents": Schema.orNull(Schema.list(Schema.id)), "key_version": Schema.integer,
            "created_at": Schema.time, "updated_at": Schema.time,
        ]),
        "SecretValue": Schema.request(
            ["value": Schema.text(1...SecretDraft.longestValue)],
            optional: ["agents": Schema.orNull(Schema.list(Schema.text))]),
        "Author": Schema.answer(["id": Schema.text, "name": Schema.text]),
    ]
}
