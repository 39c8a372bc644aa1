#!/usr/bin/env python3
"""Stores a database as a file of SQL, one statement a line, for the tests of upgrades.

    Scripts/stored-database.py DATA/skein.db > Tests/SkeinTests/Upgrades/vN.sql
    Scripts/stored-database.py --as 2 DATA/skein.db     # as the release of an earlier schema would have left it

The server must not run. Earlier schemas had fewer columns and tables, so leaving those out makes what they held.
"""
import sqlite3
import sys

# What each schema added to the one before it, where nothing stored is left of a release that had that one.
ADDED = {
    2: {"tables": ["workflow_patterns", "workflow_executions", "agent_communications"], "indexes": ["executions_by_workflow"]},
    3: {"columns": {"runs": ["parked_at", "parked_ms"]}},
    4: {
        "tables": ["usage_days"],
        "columns": {
            "runs": ["rerun_of", "rerun_from"],
            "executions": ["rerun_of"],
            "workflow_executions": ["rerun_of", "rerun_from"],
        },
    },
}


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return "'" + value.replace("'", "''").replace("\n", "'||char(10)||'") + "'"


def reduce_to(database, version):
    """Takes back what later schemas added."""
    for number in range(max(ADDED), version, -1):
        for table in ADDED[number].get("tables", []):
            database.execute(f"DROP TABLE {table}")
        for index in ADDED[number].get("indexes", []):
            database.execute(f"DROP INDEX {index}")
        for table, columns in ADDED[number].get("columns", {}).items():
            if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
                continue
            indexes = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?", (table,))
            for name, sql in indexes.fetchall():
                if sql and any(column in sql for column in columns):
                    database.execute(f"DROP INDEX {name}")
            for column in columns:
                database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        database.execute("DELETE FROM schema_migrations WHERE number >= ?", (number,))
    if version < 2:
        # Runs of patterns came with the second schema.
        database.execute("DELETE FROM executions WHERE workflow_execution_id IS NOT NULL")
        gone = "run_id NOT IN (SELECT id FROM executions)"
        for table in ["run_steps", "run_signals"]:
            database.execute(f"DELETE FROM {table} WHERE {gone}")
        database.execute(f"DELETE FROM events WHERE run_id IS NOT NULL AND {gone}")
        database.execute("DELETE FROM runs WHERE id NOT IN (SELECT id FROM executions)")


def main(arguments):
    source = sqlite3.connect(arguments[-1])
    database = sqlite3.connect(":memory:")
    source.backup(database)
    newest = database.execute("SELECT max(number) FROM schema_migrations").fetchone()[0]
    version = int(arguments[1]) if arguments[0] == "--as" else newest
    if version < newest:
        reduce_to(database, version)
    schema = database.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'index', rowid")
    for kind, name, sql in schema.fetchall():
        print(" ".join(sql.split()))
        if kind != "table":
            continue
        for row in database.execute(f"SELECT * FROM {name}").fetchall():
            print(f"INSERT INTO {name} VALUES ({', '.join(literal(value) for value in row)})")


main(sys.argv[1:])
