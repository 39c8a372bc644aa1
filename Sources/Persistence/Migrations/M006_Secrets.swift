import SQL

/// What agents are given that nobody may read: only as it was encrypted.
let secretSchema = Migration(
    6, "secrets",
    [
        """
        CREATE TABLE secrets (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, agents TEXT, key_version BIGINT NOT NULL,
            sealed TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
        """
    ])
