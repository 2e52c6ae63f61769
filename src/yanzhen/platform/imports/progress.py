"""How far an import has come, kept so that the same command continues after a stop, however hard it was.

Counts stand in the transaction of the rows they count. Rejected rows go to one small file per batch, written before
that transaction ends and under a name that a repeated batch writes again; at the end they become one file.
"""

import csv
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.imports.rows import Rejection
from yanzhen.platform.imports.values import Cell
from yanzhen.platform.models import ImportProgress

FORMULA_SIGNS = {"=", "@", "＝", "＠"}
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


class Rejects:
    """The rejected rows of one import, in the folder of the installation."""

    def __init__(self, print_: str):
        self.folder = Path(settings.VAR) / "imports" / print_[:16]

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, order: int, step: str, position: int, rows: list[Rejection]) -> None:
        """Write the rejected rows of the batch that begins at `position`."""
        part = self.folder / "parts" / f"{order:03d}-{slugify(step)[:40]}-{position:012d}.csv"
        if not rows:
            part.unlink(missing_ok=True)
            return
        part.parent.mkdir(parents=True, exist_ok=True)
        draft = part.with_suffix(".new")
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for row in rows:
                writer.writerow([row.file, row.row, row.column, row.reason, *map(_safe, row.cells)])
            file.flush()
            os.fsync(file.fileno())
        draft.replace(part)

    def collect(self) -> Path | None:
        """Make one file of all parts; None when nothing was rejected."""
        parts = sorted((self.folder / "parts").glob("*.csv"))
        if not parts:
            return None
        whole = self.folder / "rejected.csv"
        with whole.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerow([_("file"), _("row"), _("column"), _("reason"), _("cells")])
            for part in parts:
                file.write(part.read_text(encoding="utf-8"))
        return whole


def _safe(cell: Cell) -> str:
    """A cell as it was, without becoming a formula when the file of rejects is opened in a spreadsheet."""
    shown = "" if cell is None else str(cell)
    bare = shown.lstrip(" \t\r\n\u200b\ufeff\u3000")
    is_signed_number = bare[1:].replace(".", "").replace(",", "").isdigit()
    if bare[:1] in FORMULA_SIGNS or (bare[:1] in {"+", "-", "＋", "－"} and not is_signed_number):
        return f"'{shown}"
    return shown
