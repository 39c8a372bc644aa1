import SQL

/// How long runs were paused, or waited for a person, so that this takes nothing from their time.
let parkedTimeSchema = Migration(
    3, "parked time",
    [
        "ALTER TABLE runs ADD COLUMN parked_at BIGINT",
        "ALTER TABLE runs ADD COLUMN parked_ms BIGINT NOT NULL DEFAULT 0",
    ])
