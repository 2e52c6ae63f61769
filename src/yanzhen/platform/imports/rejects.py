"""The refused rows of an import: kept batch by batch, and given back as a file that can be corrected and brought again.

Each batch writes one small file before its transaction ends, under a name that a repeated batch writes again.
"""

import csv
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import xlsxwriter
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from yanzhen.platform.imports.rows import Rejection
from yanzhen.platform.imports.values import Cell, shown
from yanzhen.platform.models import Job

FORMULA_SIGNS = {"=", "@", "＝", "＠"}
WIDEST = 60


class Rejects:
    """The refused rows of one import, in the folder of the installation; those of a preview beside its file."""

    def __init__(self, print_: str = "", *, folder: Path | None = None):
        self.folder = folder or Path(settings.VAR) / "imports" / print_[:16]

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, order: int, step: str, header: list[str], position: int, rows: list[Rejection]) -> None:
        """Write the refused rows of the batch that begins at `position`."""
        part = self.folder / "parts" / f"{order:03d}-{slugify(step)[:40]}-{position:012d}.jsonl"
        if not rows:
            part.unlink(missing_ok=True)
            return
        part.parent.mkdir(parents=True, exist_ok=True)
        draft = part.with_suffix(".new")
        with draft.open("wb") as file:
            file.write(orjson.dumps([step, header], option=orjson.OPT_APPEND_NEWLINE))
            for row in rows:
                line = [row.file, row.row, row.column, row.reason, [_kept(c) for c in row.cells]]
                file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(part)

    def collect(self) -> Path | None:
        """Make one list of all refused rows; None when there are none."""
        parts = sorted((self.folder / "parts").glob("*.jsonl"))
        if not parts:
            return None
        whole = self.folder / "rejected.csv"
        with whole.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([_("file"), _("row"), _("column"), _("reason"), _("cells")])
            for _step, _header, name, number, column, reason, cells in self.rows():
                writer.writerow([name, number, column, reason, *map(_safe, cells)])
        return whole

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Step, header, file, row, column, reason and cells of each refused row."""
        for part in sorted((self.folder / "parts").glob("*.jsonl")):
            with part.open("rb") as lines:
                step, header = orjson.loads(next(lines))
                for line in lines:
                    yield (step, header, *orjson.loads(line))

    def workbook(self) -> Path | None:
        """The refused rows with their own columns, one sheet for each step; every cell is text and so no formula."""
        if not any((self.folder / "parts").glob("*.jsonl")):
            return None
        path = self.folder / "rejected.xlsx"
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(path, {**options, "constant_memory": True})
        bold, red = book.add_format({"bold": True}), book.add_format({"bold": True, "font_color": "#c0392b"})
        sheet, current, line = None, None, 0
        for step, header, name, number, column, reason, cells in self.rows():
            if step != current:
                current, line = step, 0
                sheet = book.add_worksheet(_sheet_name(step, book))
                sheet.freeze_panes(1, 0)
                own = [_("sheet"), _("row"), _("column"), _("reason")]
                _widths(sheet, len(header))
                for at, title in enumerate([*header, *_free(header, own)]):
                    sheet.write_string(0, at, title, bold if at < len(header) else red)
            assert sheet is not None
            line += 1
            cells = (cells + [""] * len(header))[: len(header)]
            for at, cell in enumerate([*cells, name, str(number), column, reason]):
                sheet.write_string(line, at, str(cell)[:32_767])
        book.close()
        return path

    def file(self, form: str) -> Path | None:
        """The refused rows as `xlsx` or `csv`, made afresh; None when there are none."""
        return self.workbook() if form == "xlsx" else self.table()

    def table(self) -> Path | None:
        """The same as csv, of the first step that has any; signs that would start a formula are defused."""
        rows = self.rows()
        first = next(rows, None)
        if first is None:
            return None
        path, step, header = self.folder / "rejected-rows.csv", first[0], first[1]
        own = [_("sheet"), _("row"), _("column"), _("reason")]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*header, *_free(header, own)])
            for row in (first, *rows):
                if row[0] == step:
                    _step, _header, name, number, column, reason, cells = row
                    cells = (cells + [""] * len(header))[: len(header)]
                    writer.writerow([*map(_safe, cells), name, number, column, _safe(reason)])
        return path


def of_job(job: Job, form: str = "xlsx") -> Path | None:
    """The file of refused rows of a job, made afresh."""
    print_ = str(job.arguments.get("fingerprint", ""))
    if not print_:
        return None
    return Rejects(print_).file(form)


def _free(header: list[str], own: list[str]) -> list[str]:
    """Our own titles, told apart from columns of the file with the same name."""
    free = []
    for title in own:
        while title in header or title in free:
            title += "*"
        free.append(title)
    return free


def _widths(sheet: Any, columns: int) -> None:
    sheet.set_column(0, max(columns - 1, 0), 16)
    sheet.set_column(columns, columns + 2, 14)
    sheet.set_column(columns + 3, columns + 3, WIDEST)


def _sheet_name(step: str, book: Any) -> str:
    plain = "".join("-" if s in "[]:*?/\\'" else s for s in step)[:25] or "rows"
    taken = {s.get_name().casefold() for s in book.worksheets()}
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain} {number}", number + 1
    return name


def _kept(cell: Cell) -> str:
    return shown(cell).encode("utf-8", "replace").decode()


def _safe(cell: Cell) -> str:
    """A cell as it was, without becoming a formula when the csv of refused rows is opened in a spreadsheet."""
    text = "" if cell is None else str(cell)
    bare = text.lstrip(" \t\r\n\u200b\ufeff\u3000")
    is_signed_number = bare[1:].replace(".", "").replace(",", "").isdigit()
    if bare[:1] in FORMULA_SIGNS or (bare[:1] in {"+", "-", "＋", "－"} and not is_signed_number):
        return f"'{text}"
    return text
