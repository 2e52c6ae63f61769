"""Loading of many rows into empty tables, as fast as the database takes them.

PostgreSQL gets COPY, with keys, constraints and indexes put back afterwards; SQLite gets executemany. Rows come as
Arrow tables whose columns are named as the database columns are. Nothing here checks rules: it is for rows that a
program made.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models
from pyarrow import csv

BLOCK = 1 << 20
"""COPY is fed in pieces of this many bytes."""

DROPPED = """
    SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid), c.contype::text
      FROM pg_constraint c
     WHERE (c.conrelid = ANY(%(tables)s::regclass[]) AND c.contype IN ('p', 'u', 'f'))
        OR (c.confrelid = ANY(%(tables)s::regclass[]) AND c.contype = 'f')
     ORDER BY c.conrelid::regclass::text, c.conname
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
      FROM pg_index i
     WHERE i.indrelid = ANY(%(tables)s::regclass[])
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
     ORDER BY 1
"""


def decimals(units: np.ndarray, digits: int) -> pa.Array:
    """Turn whole numbers of the smallest unit (cents) into decimals with `digits` places, without a loop."""
    wide = np.empty((len(units), 2), np.int64)
    wide[:, 0] = units
    wide[:, 1] = wide[:, 0] >> 63
    return pa.Array.from_buffers(pa.decimal128(18, digits), len(units), [None, pa.py_buffer(wide)])


class Loader:
    """Adds rows to the tables that `loading` opened, and counts them."""

    def __init__(self) -> None:
        self.rows = 0

    def add(self, model: type[models.Model], table: pa.Table) -> None:
        """Append rows; every column of the model must be there."""
        expected = {str(f.column) for f in model._meta.concrete_fields}
        if expected != set(table.column_names):
            raise ValueError(f"{model._meta.label}: columns differ: {sorted(expected ^ set(table.column_names))}")
        if table.num_rows:
            self.write(model._meta.db_table, table)
            self.rows += table.num_rows

    def write(self, name: str, table: pa.Table) -> None:
        raise NotImplementedError


class PostgresLoader(Loader):
    """COPY in CSV, which Arrow writes without a Python object for any value."""

    def write(self, name: str, table: pa.Table) -> None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(c) for c in table.column_names)
        text = BytesIO()
        csv.write_csv(table, text, csv.WriteOptions(include_header=False))
        view = text.getbuffer()
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {quote(name)} ({columns}) FROM STDIN (FORMAT csv, FREEZE)") as copy,
        ):
            for start in range(0, len(view), BLOCK):
                copy.write(view[start : start + BLOCK])


class SqliteLoader(Loader):
    """executemany inside the transaction that is open."""

    def write(self, name: str, table: pa.Table) -> None:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(c) for c in table.column_names)
        marks = ", ".join("?" * table.num_columns)
        values = [_plain(column.combine_chunks()) for column in table.columns]
        connection.connection.executemany(
            f"INSERT INTO {quote(name)} ({columns}) VALUES ({marks})", zip(*values, strict=True)
        )


def _plain(column: pa.Array) -> list[Any]:
    """Values as Django's SQLite backend stores them: moments, days and decimals as text."""
    if pa.types.is_timestamp(column.type):
        return list(pc.strftime(column, "%Y-%m-%d %H:%M:%S").to_pylist())
    if pa.types.is_decimal(column.type) or pa.types.is_date(column.type):
        return list(column.cast(pa.string()).to_pylist())
    return list(column.to_pylist())


@contextmanager
def loading(tables: Sequence[type[models.Model]]) -> Iterator[Loader]:
    """Open empty tables for loading, inside a transaction; close them with keys, sequences and statistics in order.

    On PostgreSQL the tables stay locked for everybody else until the transaction ends.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("loading needs a transaction")
    filled = [str(m._meta.verbose_name_plural) for m in tables if m._default_manager.exists()]
    if filled:
        raise ValueError(f"not empty: {', '.join(filled)}")
    if connection.vendor != "postgresql":
        yield SqliteLoader()
        return
    names = [connection.ops.quote_name(m._meta.db_table) for m in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        restore = _stripped(cursor, names)
        # In the same transaction as a TRUNCATE, COPY may write rows that never need a vacuum.
        cursor.execute(f"TRUNCATE {', '.join(names)}")
    yield PostgresLoader()
    with connection.cursor() as cursor:
        for statement in restore:
            cursor.execute(statement)
        for name in names:
            _finish(cursor, name)


def _stripped(cursor: Any, names: list[str]) -> list[str]:
    """Drop constraints and indexes of the tables; answer with the statements that bring them back."""
    cursor.execute(DROPPED, {"tables": names})
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, {"tables": names})
    indexes = cursor.fetchall()
    # Foreign keys rest on primary keys: they go first and come back last.
    for table, name, _definition, _kind in sorted(constraints, key=lambda c: c[3] != "f"):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    back = [(kind, f"ALTER TABLE {t} ADD CONSTRAINT {n} {definition}") for t, n, definition, kind in constraints]
    return [
        *(s for kind, s in back if kind != "f"),
        *(definition for _name, definition in indexes),
        *(s for kind, s in back if kind == "f"),
    ]


def _finish(cursor: Any, name: str) -> None:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [name])
    [sequence] = cursor.fetchone()
    if sequence:
        cursor.execute(f"SELECT setval(%s, (SELECT coalesce(max(id), 0) + 1 FROM {name}), false)", [sequence])
    cursor.execute(f"ANALYZE {name}")
