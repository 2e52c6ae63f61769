"""Which SQLite library is used, and how safely.

SQLite 3.7.0 to 3.51.2 have a race in write-ahead logging that can corrupt a file when two connections write or
checkpoint at once, and many systems link such a version. So `pysqlite3`, which carries its own newer library, takes the
place of the standard module before Django loads it. Where it has no wheel and the system's library is affected, the
rollback journal is used instead, which is slower and safe.
"""

import sqlite3 as system_sqlite
import sys
from types import ModuleType

SAFE_WAL = (3, 51, 3)
BUSY_SECONDS = 30


def use_newer_library() -> ModuleType:
    """Put pysqlite3 in the place of `sqlite3` for all later imports; answer with the module that is in use."""
    try:
        import pysqlite3
    except ImportError:
        return system_sqlite
    if pysqlite3.sqlite_version_info >= system_sqlite.sqlite_version_info:
        sys.modules["sqlite3"] = pysqlite3
        sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    return sys.modules["sqlite3"]


def can_use_wal() -> bool:
    """Whether the library in use is free of the write-ahead race."""
    return bool(sys.modules["sqlite3"].sqlite_version_info >= SAFE_WAL)


def options(*, durable: bool = True) -> dict[str, object]:
    """Connection options: FULL, since NORMAL acknowledges money that is not on disk; never mmap_size."""
    pragmas = [
        f"PRAGMA journal_mode={'WAL' if can_use_wal() else 'DELETE'}",
        f"PRAGMA synchronous={'FULL' if durable else 'OFF'}",
        "PRAGMA cache_size=-8000",
    ]
    return {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": ";".join(pragmas)}


def notice() -> str:
    """What to say at start about an affected library; empty when all is well."""
    if can_use_wal():
        return ""
    version = sys.modules["sqlite3"].sqlite_version
    return (
        f"SQLite {version} has a write-ahead race, so the slower rollback journal is used; 3.51.3 or newer is faster."
    )
