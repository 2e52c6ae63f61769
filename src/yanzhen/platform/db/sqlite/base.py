"""A SQLite backend that also works with pysqlite3, whose connections lack `getlimit`."""

import sqlite3
from typing import Any

from django.db.backends.sqlite3 import base

# The numbers of SQLite's run-time limits (sqlite3.h), and the defaults that every build since 3.32 keeps or raises.
LIMITS = {"SQLITE_LIMIT_COLUMN": (2, 2_000), "SQLITE_LIMIT_VARIABLE_NUMBER": (9, 32_766)}

if not hasattr(sqlite3.Connection, "getlimit"):
    for _name, (_number, _) in LIMITS.items():
        if not hasattr(sqlite3, _name):
            setattr(sqlite3, _name, _number)

    class Connection(sqlite3.Connection):
        """A connection that knows the two limits Django asks for."""

        def getlimit(self, category: int, /) -> int:
            """The default limit of SQLite for columns and for variables of one statement."""
            return dict(LIMITS.values())[category]


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, opening the connection class above where it is needed."""

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if not hasattr(sqlite3.Connection, "getlimit"):
            params["factory"] = Connection
        return params
