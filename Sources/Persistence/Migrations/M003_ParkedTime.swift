import SQL

/// How long runs were paused, or waited for a person, so that this takes nothing from their time.
let parkedTimeSchema = Migration(
    3, "parked time",
    [
        "ALTER TABLE runs ADD COLUMN parked_at BIGINT",
        "ALTER TABLE runs ADD COLUMN parked_ms BIGINT NOT NULL DEFAULT 0",
        // What waits already has waited since the last that is known of it.
        """
        UPDATE runs SET parked_at = (SELECT max(created_at) FROM events WHERE events.run_id = runs.id)
        WHERE state IN ('paused', 'waiting')
        """,
    ])
