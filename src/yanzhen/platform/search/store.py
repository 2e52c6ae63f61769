"""Writes entries into the index: COPY or one statement each on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from yanzhen.platform.db.terms import stored_terms
from yanzhen.platform.models import SearchEntry

TABLE = SearchEntry._meta.db_table
COLUMNS = (
    "noun_name", "object_id", "room", "form", "phone",
    "owner_id", "other_owner_id", "unit_id", "ranked_on", "terms",
)  # fmt: skip
SMALL = 50
"""Fewer rows than this are not worth a COPY."""
TERMS_INDEX = "search_by_terms"
CREATE_TERMS_INDEX = f"CREATE INDEX IF NOT EXISTS {TERMS_INDEX} ON {TABLE} USING gin (terms)"


def write(entries: Sequence[Any], *, are_new: bool) -> None:
    """Insert entries, or put them in the place of those of the same records."""
    if not entries:
        return
    vendor = connection.vendor
    rows = [_values(entry, vendor) for entry in entries]
    if vendor == "postgresql" and are_new and len(rows) > SMALL:
        _copy(rows)
        return
    marks = ", ".join(["%s"] * len(COLUMNS))
    rest = ", ".join(f"{c} = excluded.{c}" for c in COLUMNS[2:])
    conflict = f"ON CONFLICT (noun_name, object_id) DO UPDATE SET {rest}"
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks}) {conflict}", rows)


def _values(entry: Any, vendor: str) -> tuple[Any, ...]:
    return (*(getattr(entry, column) for column in COLUMNS[:-1]), stored_terms(entry.terms, vendor))


def _copy(rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def filling() -> Iterator[None]:
    """For building from nothing on PostgreSQL: without the index of terms, which is made at the end at once.

    Inside a transaction, and only while the table is small; otherwise nothing is different.
    """
    with connection.cursor() as cursor:
        bare = connection.vendor == "postgresql" and not _holds(cursor, 10_000)
        if bare:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(f"DROP INDEX IF EXISTS {TERMS_INDEX}")
    yield
    if bare:
        with connection.cursor() as cursor:
            cursor.execute(CREATE_TERMS_INDEX)
            cursor.execute(f"ANALYZE {TABLE}")


def _holds(cursor: Any, rows: int) -> bool:
    cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} LIMIT {rows}) AS few")
    return bool(cursor.fetchone()[0] == rows)
