"""Writing a whole database out, consistent while people go on writing, and reading it into an empty one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.sqlite3 import _functions as functions  # type: ignore[attr-defined]
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from yanzhen.platform.keeping.sealing import Damaged

MIGRATIONS = "django_migrations"
SQLITE_FILE = "database.sqlite3"
TABLES = "tables"


def applied() -> list[list[str]]:
    """The migrations this database has been through."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def set_up_at() -> datetime:
    """When this database began."""
    first = MigrationRecorder(connection).migration_qs.earliest("applied")
    began: datetime = first.applied
    return began


def is_empty() -> bool:
    """Whether there is no table at all."""
    return not connection.introspection.table_names()


def write_out(folder: Path) -> tuple[dict[str, Path], dict[str, int]]:
    """Write everything into `folder`; answer with the files by their name in the archive, and the rows by table."""
    if connection.vendor != "sqlite":
        return _postgres_out(folder)
    try:
        return _sqlite_out(folder)
    except sqlite3.Error as error:
        raise Damaged(_("The copy could not be written: {message}.").format(message=error)) from error


def read_in(folder: Path, tables: dict[str, int], migrations: list[list[str]]) -> None:
    """Fill the empty database from `folder`, check the number of rows, then bring it to this version."""
    if connection.vendor == "sqlite":
        _sqlite_in(folder)
    else:
        _postgres_in(folder, tables, migrations)
    counted = _counts(tables)
    if counted != tables:
        odd = sorted(name for name in tables if counted.get(name) != tables[name])
        raise Damaged(_("These tables do not hold the rows they had: {tables}.").format(tables=", ".join(odd)))
    call_command("migrate", interactive=False, verbosity=0)


def _counts(tables: dict[str, int]) -> dict[str, int]:
    counted = {}
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
            counted[name] = cursor.fetchone()[0]
    return counted


# -- SQLite ------------------------------------------------------------------------------------------------------------


_PLAIN_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%VIRTUAL%'"
)


def _sqlite_out(folder: Path) -> tuple[dict[str, Path], dict[str, int]]:
    """A copy by SQLite's own backup: one consistent moment, while others write."""
    copy = folder / SQLITE_FILE
    with (
        closing(sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), timeout=60)) as source,
        closing(sqlite3.connect(str(copy))) as target,
    ):
        source.backup(target)
        functions.register(target)  # constraints on dates ask Django's own functions
        target.execute("PRAGMA journal_mode=DELETE")
        found = target.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            raise Damaged(_("The database is damaged: {message}").format(message=str(found[0][0])[:200]))
        names = [row[0] for row in target.execute(_PLAIN_TABLES)]
        rows = {name: target.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}
    return {SQLITE_FILE: copy}, rows


def _sqlite_in(folder: Path) -> None:
    target = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    with (
        closing(sqlite3.connect(str(folder / SQLITE_FILE))) as source,
        closing(sqlite3.connect(str(target))) as database,
    ):
        source.backup(database)


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


@contextmanager
def _postgres() -> Iterator[Any]:
    """A connection of its own, outside the pool and outside any transaction of the caller."""
    import psycopg

    given = connection.settings_dict
    options: dict[str, Any] = {name: value for name, value in given["OPTIONS"].items() if isinstance(value, str | int)}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options |= {name: given[key] for name, key in named.items() if given.get(key)}
    try:
        with psycopg.connect(**options) as raw:
            yield raw
    except psycopg.Error as error:
        raise Damaged(str(error).strip()[:400]) from error


def _columns(raw: Any) -> dict[str, list[str]]:
    """Columns by table, without those that the database computes itself."""
    found: dict[str, list[str]] = {}
    rows = raw.execute(
        "SELECT t.table_name, c.column_name FROM information_schema.tables t JOIN information_schema.columns c"
        " USING (table_schema, table_name) WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
        " AND c.is_generated = 'NEVER' ORDER BY t.table_name, c.ordinal_position"
    )
    for table, column in rows:
        if table != MIGRATIONS:
            found.setdefault(table, []).append(column)
    return found


def _copy(table: str, columns: list[str], direction: str) -> str:
    quote = connection.ops.quote_name
    return f"COPY {quote(table)} ({', '.join(map(quote, columns))}) {direction}"


def _postgres_out(folder: Path) -> tuple[dict[str, Path], dict[str, int]]:
    """Every table by COPY in one repeatable-read transaction: one consistent moment, nobody is held up."""
    import json

    files, rows = {}, {}
    with _postgres() as raw:
        raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        columns = _columns(raw)
        for number, (table, names) in enumerate(sorted(columns.items())):
            path = folder / f"{number}.copy"
            with path.open("wb") as file, raw.cursor() as cursor:
                with cursor.copy(_copy(table, names, "TO STDOUT")) as copy:
                    for block in copy:
                        file.write(block)
                rows[table] = cursor.rowcount
            files[f"{TABLES}/{table}.copy"] = path
    described = folder / "columns.json"
    described.write_text(json.dumps(columns), encoding="utf-8")
    return {**files, f"{TABLES}/columns.json": described}, rows


def _postgres_in(folder: Path, tables: dict[str, int], migrations: list[list[str]]) -> None:
    """Build the schema the archive was made with, then fill it; foreign keys are checked at the end."""
    import json

    executor = MigrationExecutor(connection)
    known = set(executor.loader.graph.nodes)
    targets = [(app, name) for app, name in migrations if (app, name) in known]
    if len(targets) != len(migrations):
        raise Damaged(_("This backup was made by a newer version of Yanzhen."))
    graph = executor.loader.graph
    passed = {parent.key for target in targets for parent in graph.node_map[target].parents}
    # Only the last of each app: a target in the middle would ask for steps back.
    executor.migrate([target for target in targets if target not in {p for p in passed if p[0] == target[0]}])
    columns = json.loads((folder / TABLES / "columns.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        raw = connection.connection
        with raw.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                # What the migrations themselves put in comes again with the archive.
                name = connection.ops.quote_name(table)
                if cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})").fetchone()[0]:
                    cursor.execute(f"DELETE FROM {name}")
            for table in tables:
                path = folder / TABLES / f"{table}.copy"
                with path.open("rb") as file, cursor.copy(_copy(table, columns[table], "FROM STDIN")) as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
                cursor.execute(statement)
