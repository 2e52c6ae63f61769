"""The search: an index beside the records, kept in the transaction of every change.

`touched` after one record was written, `changed` and `removed` for many, `gathered` around an act on hundreds; the
finding is in `search.finding`.
"""

from yanzhen.platform.search.declarations import Find
from yanzhen.platform.search.entries import changed, gathered, removed, touched

__all__ = ["Find", "changed", "gathered", "removed", "touched"]
