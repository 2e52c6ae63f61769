"""Queries on the warehouse: Ibis expressions, compiled once, run by DuckDB over the files the manifest names.

Values that differ from call to call are parameters, so that an expression is compiled only once:
`table.on >= engine.a_date("start")` and `engine.within(table.owner_id, "owners")`, given to `run` by name.
"""

import threading
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.sql.compilers import DuckDBCompiler

from yanzhen.platform.warehouse import store
from yanzhen.platform.warehouse.extracts import Extract, discovered
from yanzhen.platform.warehouse.refreshing import NotReady

THREADS = 2
IN_MEMORY_ROWS = 500_000
"""Extracts of so many rows are kept in memory (60 MB at most): opening forty files costs more than reading them."""
Value = date | int | str | Collection[int] | None


@ibis.udf.scalar.builtin(name="yz_date")
def a_date(parameter: str) -> date:
    """A date given at each run."""
    raise NotImplementedError


@ibis.udf.scalar.builtin(name="yz_text")
def a_text(parameter: str) -> str:
    """A string given at each run."""
    raise NotImplementedError


@ibis.udf.scalar.builtin(name="yz_within")
def within(column: int, parameter: str) -> bool:
    """Whether a column holds one of the whole numbers given at each run."""
    raise NotImplementedError


_MARK = "__list_{}__"


def _bound(node: sge.Expression) -> sge.Expression:
    """Turn our functions into DuckDB's parameters, and lists into marks that `run` fills with whole numbers."""
    if isinstance(node, sge.Anonymous):
        name = str(node.this).lower()
        if name in {"yz_date", "yz_text"}:
            return sge.Parameter(this=sge.Var(this=node.expressions[0].this))
        if name == "yz_within":
            mark = sge.Var(this=_MARK.format(node.expressions[1].this))
            return sge.In(this=node.expressions[0], expressions=[mark])
    return node


@lru_cache(maxsize=512)
def compiled(operation: Any) -> str:
    """DuckDB's SQL of an Ibis operation; cached by its structure."""
    tree = DuckDBCompiler().to_sqlglot(operation.to_expr())
    return str(tree.transform(_bound).sql("duckdb"))


class Warehouse:
    """The process's DuckDB with views over the current files; each thread has a cursor of its own."""

    def __init__(self, base: Path) -> None:
        self.base = base
        # Extensions are neither needed nor fetched, and files outside the folder stay closed.
        self.root = duckdb.connect(
            config={
                "threads": THREADS,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self.root.execute("SET parquet_metadata_cache = true")
        self.lock = threading.Lock()
        self.local = threading.local()
        self.stamp: tuple[Any, ...] = ()
        self.generation = 0
        self.tables: list[str] = []

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor, after taking up a new manifest."""
        self._take_up()
        if not hasattr(self.local, "cursor"):
            self.local.cursor = self.root.cursor()
        cursor: duckdb.DuckDBPyConnection = self.local.cursor
        return cursor

    def _take_up(self) -> None:
        if (stamp := store.stamp(self.base)) == self.stamp and stamp:
            return
        with self.lock:
            # The stamp is taken before reading, so a manifest replaced meanwhile is taken up at the next call.
            if (stamp := store.stamp(self.base)) == self.stamp and stamp:
                return
            manifest = store.load(self.base)
            if manifest is None:
                raise NotReady
            self._replace_views(manifest)
            self.stamp = stamp

    def _replace_views(self, manifest: store.Manifest) -> None:
        """Point the views at the new files, all at once; queries under way keep what they began with."""
        self.generation += 1
        self.root.execute("BEGIN")
        try:
            made = [table for extract in discovered().values() if (table := self._replace_view(extract, manifest))]
            for table in self.tables:
                self.root.execute(f'DROP TABLE "{table}"')
        except Exception:
            self.root.execute("ROLLBACK")
            raise
        self.root.execute("COMMIT")
        self.tables = made

    def _replace_view(self, extract: Extract, manifest: store.Manifest) -> str:
        """Point one view at its files; answer with the name of the table that holds them in memory, if one does."""
        files = [str(self.base / name) for name in manifest.files.get(extract.name, {}).values()]
        source, table = _view(extract, files), ""
        if sum(manifest.rows.get(extract.name, {}).values()) <= IN_MEMORY_ROWS:
            table = f"{extract.name}_{self.generation}"
            self.root.execute(f'CREATE TABLE "{table}" AS {source}')
            source = f'SELECT * FROM "{table}"'
        self.root.execute(f'CREATE OR REPLACE VIEW "{extract.name}" AS {source}')
        return table


def _view(extract: Extract, files: list[str]) -> str:
    if files:
        names = ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(files))
        return f"SELECT * FROM read_parquet([{names}])"
    kinds = {"int64": "BIGINT", "int32": "INTEGER", "int8": "TINYINT", "bool": "BOOLEAN", "date32[day]": "DATE"}
    columns = ", ".join(f'NULL::{kinds.get(str(f.type), "VARCHAR")} AS "{f.name}"' for f in extract.stored)
    return f"SELECT {columns} WHERE FALSE"


_open: dict[Path, Warehouse] = {}
_open_lock = threading.Lock()


def warehouse() -> Warehouse:
    """The warehouse of the database in use."""
    base = store.folder()
    with _open_lock:
        if base not in _open:
            _open[base] = Warehouse(base)
        return _open[base]


def edition() -> tuple[Any, ...]:
    """Which data are in use; differs after each refresh, so caches may be kept by it."""
    house = warehouse()
    house.cursor()
    return house.stamp


def run(expression: Any, values: Mapping[str, Value] | None = None, *, limit: int = 0, offset: int = 0) -> pa.Table:
    """Run an Ibis expression with its parameters; raise `NotReady` before the first build.

    `limit` and `offset` cut the outermost, sorted rows; without a limit all come.
    """
    page = f" LIMIT {limit:d} OFFSET {offset:d}" if limit else ""
    return execute(compiled(expression.op()) + page, values)


def execute(sql: str, values: Mapping[str, Value] | None = None) -> pa.Table:
    """Run SQL over the views; for the benchmarks' bare references, and the last step of `run`."""
    scalars: dict[str, Any] = {}
    for name, value in (values or {}).items():
        if isinstance(value, Collection) and not isinstance(value, str):
            sql = sql.replace(_MARK.format(name), ", ".join(str(int(v)) for v in sorted(value)) or "NULL")
        elif f"${name}" in sql:
            scalars[name] = value
    result: pa.Table = warehouse().cursor().sql(sql, params=scalars or None).to_arrow_table()
    return result
