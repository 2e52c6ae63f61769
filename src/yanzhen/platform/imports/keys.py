"""Memory on disk for one step: which keys were seen in which row, and rows put in order by key.

A private temporary database of SQLite that vanishes with the process, so that a file of any length needs little memory.
"""

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from yanzhen.platform.imports.sources import Row


def digest_of(value: object) -> bytes:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Keys:
    """Keys seen so far."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("PRAGMA cache_size=-16000")
        self._database.execute("CREATE TABLE seen (k BLOB PRIMARY KEY, n INTEGER, d BLOB) WITHOUT ROWID")
        self._database.execute("CREATE TABLE kept (f INTEGER, s INTEGER, r BLOB)")
        self._database.execute("BEGIN")

    def close(self) -> None:
        self._database.close()

    def add(self, key: object, number: int, content: object = None) -> tuple[int, bool] | None:
        """Note a key; when it was there before: the row it stood in, and whether that row said the same."""
        k, d = digest_of(key), digest_of(content)
        cursor = self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (k, number, d))
        if cursor.rowcount:
            return None
        row, before = self._database.execute("SELECT n, d FROM seen WHERE k = ?", (k,)).fetchone()
        return int(row), bytes(before) == d

    def in_order_of_key(self, rows: Iterable[tuple[object, Row]]) -> Iterator[Row]:
        """The same rows with those of one key next to each other, keys in the order of their first row."""
        self._database.executemany(
            "INSERT INTO kept SELECT n, ?, ? FROM seen WHERE k = ?",
            ((row.number, pickle.dumps(row.cells, 5), digest_of(key)) for key, row in rows),
        )
        for number, cells in self._database.execute("SELECT s, r FROM kept ORDER BY f, s"):
            yield Row(number, pickle.loads(cells))
