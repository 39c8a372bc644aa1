import SQL

/// What was pruned of runs, and up to where the events of all are not complete any more.
let pruningSchema = Migration(
    8, "pruning",
    [
        "ALTER TABLE runs ADD COLUMN pruned_events BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE runs ADD COLUMN pruned_at BIGINT",
        "CREATE TABLE event_floor (id BIGINT PRIMARY KEY, cursor BIGINT NOT NULL)",
        "INSERT INTO event_floor (id, cursor) VALUES (1, 0)",
        "CREATE INDEX runs_ended ON runs (ended_at) WHERE parent_id IS NULL AND pruned_at IS NULL",
    ])
