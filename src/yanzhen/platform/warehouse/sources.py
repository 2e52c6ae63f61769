"""Reading the database into Arrow: PostgreSQL by ADBC, SQLite over Django's own connection.

A second SQLite library in one process would drop the locks of the first when it closes the file, so ADBC is for
PostgreSQL alone. Inside an open transaction Django's connection is used too, since only it sees what is not committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Protocol

import pyarrow as pa
from django.db import connection

CHUNK = 20_000


class Source(Protocol):
    """Something that runs SQL."""

    def value(self, sql: str) -> Any: ...

    def batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]: ...


class DjangoSource:
    """Row by row over Django's connection."""

    def value(self, sql: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(CHUNK):
                columns = zip(*rows, strict=True)
                arrays = [_array(values, field.type) for values, field in zip(columns, schema, strict=True)]
                yield pa.Table.from_arrays(arrays, schema=schema)


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind):
        values = tuple(date.fromisoformat(v) if isinstance(v, str) else v for v in values)
    elif pa.types.is_boolean(kind):
        values = tuple(v if v is None else bool(v) for v in values)
    return pa.array(values, kind)


class AdbcSource:
    """COPY in binary straight into Arrow, as a stream."""

    def __init__(self, link: Any) -> None:
        self.link = link

    def value(self, sql: str) -> Any:
        with self.link.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.Table]:
        with self.link.cursor() as cursor:
            cursor.execute(sql)
            for batch in cursor.fetch_record_batch():
                yield pa.Table.from_batches([batch]).rename_columns(schema.names).cast(schema)


@contextmanager
def opened() -> Iterator[Source]:
    """The source for the database in use, closed afterwards."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield DjangoSource()
        return
    from adbc_driver_postgresql import dbapi

    link = dbapi.connect(_address())
    try:
        yield AdbcSource(link)
    finally:
        link.close()


def _address() -> str:
    """The libpq connection string of Django's database."""
    from psycopg.conninfo import make_conninfo

    params = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "options")
    return make_conninfo(**{key: params[key] for key in known if params.get(key)})
