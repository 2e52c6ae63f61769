"""What is copied: each app's `facts` module registers its extracts here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from yanzhen.lib.periods import shifted

Fetch = Callable[[str], Any]
"""Run SQL that gives one value."""

LAST_MONTH = date(9999, 12, 1)


@dataclass(frozen=True)
class Partitioning:
    """How an extract is cut into files: which keys exist, the SQL condition of one, and the key of each row."""

    keys: Callable[[Fetch], Iterator[str]]
    condition: Callable[[str], str]
    of: Callable[[pa.Table], pa.Array] | None = None


def whole() -> Partitioning:
    """One file named `all`, for extracts of some thousand rows."""
    return Partitioning(keys=lambda fetch: iter(("all",)), condition=lambda key: "")


def by_month(table: str, column: str, alias: str) -> Partitioning:
    """One file a month of a date column, named `2026-05`."""

    def keys(fetch: Fetch) -> Iterator[str]:
        # Steps along the index from month to month, so that it costs a few look-ups and not a scan.
        found = fetch(f"SELECT MIN({column}) FROM {table}")
        while found is not None:
            month = date.fromisoformat(str(found)).replace(day=1)
            yield f"{month.year:04d}-{month.month:02d}"
            if month == LAST_MONTH:
                return
            found = fetch(f"SELECT MIN({column}) FROM {table} WHERE {column} >= '{shifted(month, 1).isoformat()}'")

    def condition(key: str) -> str:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", key):
            raise ValueError(f"not a month: {key!r}")
        start = date.fromisoformat(f"{key}-01")
        until = f" AND {alias}.{column} < '{shifted(start, 1).isoformat()}'" if start != LAST_MONTH else ""
        return f"{alias}.{column} >= '{start.isoformat()}'{until}"

    return Partitioning(keys, condition, of=lambda rows: pc.utf8_slice_codeunits(rows[column].cast(pa.string()), 0, 7))


def by_block(table: str, alias: str, bits: int) -> Partitioning:
    """One file for each block of 2**bits keys, named by the block's number."""

    def keys(fetch: Fetch) -> Iterator[str]:
        found = fetch(f"SELECT MIN(id) FROM {table}")
        while found is not None:
            block = int(found) >> bits
            yield str(block)
            found = fetch(f"SELECT MIN(id) FROM {table} WHERE id >= {(block + 1) << bits}")

    def condition(key: str) -> str:
        block = int(key)
        return f"{alias}.id >= {block << bits} AND {alias}.id < {(block + 1) << bits}"

    return Partitioning(keys, condition, of=lambda rows: pc.shift_right(rows["id"], bits).cast(pa.string()))


@dataclass(frozen=True)
class Extract:
    """Columns copied from the database. `sql` works on PostgreSQL and SQLite and holds `{where}` once.

    `schema` is what the SQL gives; `finish` may sort a whole partition and add the columns of `added`.
    """

    name: str
    schema: pa.Schema
    sql: str
    partitioning: Partitioning = field(default_factory=whole)
    added: pa.Schema = field(default_factory=lambda: pa.schema([]))
    finish: Callable[[pa.Table], pa.Table] | None = None

    @property
    def stored(self) -> pa.Schema:
        """Columns as they lie in the files."""
        return pa.schema([*self.schema, *self.added])

    @property
    def version(self) -> str:
        """Changes whenever the files must be written anew."""
        return f"{self.stored.to_string()}\n{self.sql}"

    @cached_property
    def table(self) -> Any:
        """The unbound Ibis table that expressions are built on."""
        return ibis.table(ibis.Schema.from_pyarrow(self.stored), name=self.name)

    def select(self, partition: str | None = None) -> str:
        """SQL of one partition, or of all."""
        condition = "" if partition is None else self.partitioning.condition(partition)
        return self.sql.replace("{where}", f"({condition})" if condition else "1 = 1")


registry: dict[str, Extract] = {}


def register(extract: Extract) -> Extract:
    """Add an extract; called once for each when the apps' `facts` are imported."""
    registry[extract.name] = extract
    return extract


@cache
def discovered() -> dict[str, Extract]:
    """Every extract of every installed app."""
    from yanzhen.platform import functions

    functions.discover("facts")
    return registry
