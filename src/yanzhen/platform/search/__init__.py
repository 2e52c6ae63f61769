"""The search: an index beside the records, kept in the transaction of every change.

`touched` after one record was written, `changed` and `removed` for many; the finding is in `search.finding`.
"""

from yanzhen.platform.search.declarations import Find
from yanzhen.platform.search.entries import changed, removed, touched

__all__ = ["Find", "changed", "removed", "touched"]
