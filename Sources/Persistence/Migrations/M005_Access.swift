import SQL

/// Who may use the server: users, their tokens, and sessions that were ended before their time.
let accessSchema = Migration(
    5, "users and tokens",
    [
        """
        CREATE TABLE users (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password_hash TEXT,
            session_epoch BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, disabled_at BIGINT)
        """,
        """
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL, role TEXT,
            digest TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, last_used_at BIGINT, expires_at BIGINT,
            revoked_at BIGINT)
        """,
        "CREATE TABLE ended_sessions (id TEXT PRIMARY KEY, expires_at BIGINT NOT NULL)",
    ])
