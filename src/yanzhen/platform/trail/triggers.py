"""Triggers by which both databases refuse to change or delete rows of the trail, and the check that they are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

TABLES = ("platform_auditentry", "platform_auditseal")
SAYS = "the audit trail is never changed"

_PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION yanzhen_trail_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def names(vendor: str) -> list[str]:
    """The triggers that must be there."""
    acts = ("update", "delete", "truncate") if vendor == "postgresql" else ("update", "delete")
    return [f"{table}_refuses_{act}" for table in TABLES for act in acts]


def present(using: str = "default") -> list[str]:
    """Those of them that are there and in force."""
    connection = connections[using]
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = {row[0] for row in cursor.fetchall()}
    return [name for name in names(connection.vendor) if name in found]


def missing(using: str = "default") -> list[str]:
    """Those that somebody has taken away."""
    there = set(present(using))
    return [name for name in names(connections[using].vendor) if name not in there]


def install(using: str = "default") -> None:
    """Put them there; what is there stays. SQLite loses them when a migration rebuilds the table."""
    connection = connections[using]
    wanted = missing(using)
    if not wanted:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for name in wanted:
            cursor.execute(_statement(connection.vendor, name))


def _statement(vendor: str, name: str) -> str:
    table, _, act = name.rpartition("_refuses_")
    if vendor == "sqlite":
        return f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    each = "STATEMENT" if act == "truncate" else "ROW"
    return (
        f"DROP TRIGGER IF EXISTS {name} ON {table}; CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION yanzhen_trail_refuses()"
    )


def drop(using: str = "default") -> None:
    """Take them away, as only the owner of the tables can: for tests that empty their database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in present(using):
            table = name.rpartition("_refuses_")[0]
            cursor.execute(
                f"DROP TRIGGER {name} ON {table}" if connection.vendor == "postgresql" else f"DROP TRIGGER {name}"
            )


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without them for a while: only for tests that tamper, or empty their database."""
    drop(using)
    try:
        yield
    finally:
        install(using)


def after_migrate(using: str = "default", **_: Any) -> None:
    """After each migration: bring back what a rebuilt table has lost."""
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connections[using]).applied_migrations()
    if ("platform", "0007_trail") in applied:
        install(using)
