"""Whether a database refused because somebody else wrote for too long: nothing was written, trying again helps."""

from django.db.utils import OperationalError

AGAIN_SECONDS = 5
_SQLITE = ("database is locked", "database table is locked")
_STATES = frozenset({"55P03", "40P01", "40001"})
"""lock_not_available, deadlock_detected, serialization_failure of PostgreSQL."""


def is_busy(error: BaseException) -> bool:
    """Whether `error` tells of a lock that did not come free, on either database."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "sqlstate", "") in _STATES or str(error) in _SQLITE
