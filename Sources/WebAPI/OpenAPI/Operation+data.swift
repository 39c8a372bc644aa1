import Domain

extension Operation {
    static let data: [Operation] = [
        Operation(
            "GET", "/api/system/storage", "storage", "Data", "How much room the data takes.", answer: Schema.the("Storage"),
            errors: [503]),
        Operation(
            "POST", "/api/backup", "makeBackup", "Data", "Everything as one tar archive, as of this moment.",
            body: Schema.the("BackupOrder"), answers: [Answer(status: 200, media: "application/x-tar")], errors: [503]
        ).needing(.admin),
        Operation(
            "POST", "/api/restore", "restoreBackup", "Data",
            "Starts the server anew with the backup that `skein restore` has staged on its machine.",
            answers: [Answer(status: 202, schema: Schema.answer(["status": Schema.text]))], errors: [409]
        ).needing(.admin),
        Operation(
            "POST", "/api/verify", "verifyData", "Data", "Whether the journal's invariants hold.",
            answer: Schema.the("Verification"), errors: [503]
        ).needing(.admin),
        Operation(
            "POST", "/api/prune", "pruneData", "Data",
            "Removes events and outputs of runs that are over, as the settings or the request say.",
            body: Schema.the("PruneOrder"), answer: Schema.the("PruneReport"), errors: [503]
        ).needing(.admin),
    ]
}

extension OpenAPIDocument {
    static let dataSchemas: [String: JSONValue] = [
        "Storage": Schema.answer([
            "database_bytes": Schema.integer, "log_bytes": Schema.integer, "free_bytes": Schema.integer,
            "calls_bytes": Schema.integer, "pruned_runs": Schema.integer, "pruned_events": Schema.integer,
        ]),
        "BackupOrder": Schema.request([:], optional: ["with_keys": Schema.flag]),
        "PruneOrder": Schema.request(
            [:],
            optional: [
                "days": Schema.orNull(Schema.integer), "bytes": Schema.orNull(Schema.integer), "dry_run": Schema.flag,
            ]),
        "PruneReport": Schema.answer([
            "runs": Schema.integer, "events": Schema.integer, "spools": Schema.integer, "used_bytes": Schema.integer,
            "dry_run": Schema.flag,
        ]),
        "Verification": Schema.answer([
            "ok": Schema.flag, "runs": Schema.integer, "steps": Schema.integer, "events": Schema.integer,
            "findings": Schema.list(
                Schema.answer([
                    "invariant": Schema.text, "run_id": Schema.orNull(Schema.id), "path": Schema.orNull(Schema.text),
                    "message": Schema.text, "remedy": Schema.text,
                ])),
        ]),
    ]
}
