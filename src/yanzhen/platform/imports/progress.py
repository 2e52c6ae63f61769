"""How far an import has come, kept so that the same command continues after a stop, however hard it was.

Counts stand in the transaction of the rows they count.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.models import ImportProgress

COUNTS = ("created", "updated", "unchanged", "rejected")


class Overtaken(RuleBroken):
    """Another process imports the same files with the same mapping at this moment."""

    def __init__(self) -> None:
        super().__init__(_("These files are being imported by somebody else right now."), code="overtaken")


@dataclass
class Counts:
    """Rows read by what became of them; they add up."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def left_out(self) -> int:
        """Rows that the mapping says to pass by."""
        return self.read - self.created - self.updated - self.unchanged - self.rejected


def fingerprint(parts: Iterable[str]) -> str:
    """One name for these files with this mapping."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def of_step(print_: str, step: str) -> ImportProgress:
    return ImportProgress.objects.get_or_create(fingerprint=print_, step=step[:80])[0]


def advance(row: ImportProgress, batch: Counts, *, complete: bool = False) -> None:
    """Count a batch. Refuses, and so undoes the batch, when somebody else has counted meanwhile."""
    values: dict[str, object] = {name: getattr(row, name) + getattr(batch, name) for name in COUNTS}
    values |= {"rows_read": row.rows_read + batch.read, "complete": complete}
    mine = ImportProgress.objects.filter(pk=row.pk, rows_read=row.rows_read, complete=False)
    if not mine.update(**values):
        raise Overtaken
    for name, value in values.items():
        setattr(row, name, value)


def counts_of(row: ImportProgress) -> Counts:
    return Counts(row.rows_read, *(getattr(row, name) for name in COUNTS))
