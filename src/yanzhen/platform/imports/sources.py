"""Tables in files: csv, csv.gz and spreadsheets, read by a process of their own (`reading`), checked here.

A row's number is the one a spreadsheet shows: a header in the first row is row 1, empty rows count.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from yanzhen.platform.imports import reading, values
from yanzhen.platform.imports.limits import Limits
from yanzhen.platform.imports.reading import Found, Row, Sheet, Unreadable
from yanzhen.platform.imports.values import BadValue, Cell

__all__ = ["Found", "Row", "Sheet", "Table", "Unreadable", "names_of", "open_table"]

SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}


@dataclass
class Table:
    """One table of a file. It was read once; `rows` streams it from the disk, as often as wanted."""

    path: Path
    found: Found
    sheet: str = ""
    header: list[str] = field(default_factory=list)
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.path.name} [{self.sheet}]" if self.sheet else self.path.name

    @property
    def is_spreadsheet(self) -> bool:
        return self.path.suffix.lower() in SPREADSHEETS

    @property
    def digest(self) -> str:
        return self.found.digest

    @property
    def encoding(self) -> str:
        return self.found.encoding

    def rows(self) -> Iterator[Row]:
        """All rows below the header that are not empty."""
        for row in self.found.rows():
            if row.number in self.corrections:
                row = self._corrected(row)
            if any(not values.is_empty(c) for c in row.cells):
                yield row

    def _corrected(self, row: Row) -> Row:
        """The row with the cells that were entered anew beside the file."""
        cells = row.cells + [None] * (len(self.header) - len(row.cells))
        for column, value in self.corrections[row.number].items():
            if column in self.header:
                cells[self.header.index(column)] = value
        return Row(row.number, cells)


def open_table(
    path: Path, sheet: str = "", encoding: str = "", separator: str = "", header: int = 0, limits: Limits | None = None
) -> Table:
    """Have a table read: which encoding it has, and what its columns are called."""
    found = reading.read(path, limits=limits, sheet=sheet, encoding=encoding, separator=separator, header=header)
    table = Table(path, found, found.sheets[0].name)
    table.header = names_of(table.name, found.sheets[0])
    return table


def names_of(file: str, sheet: Sheet) -> list[str]:
    """The names of the columns; refuse a table without any, and a name that stands twice."""
    names = [_name(c) for c in sheet.header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable(_("{file} is empty: its first row must name the columns.").format(file=file))
    doubles = [n for n, count in Counter(n for n in names if n).items() if count > 1]
    if doubles:
        raise Unreadable(
            _("{file} names a column twice: {columns}. Rename one of them.").format(
                file=file, columns=", ".join(f"“{n}”" for n in doubles)
            )
        )
    return names


def _name(cell: Cell) -> str:
    try:
        return "" if cell is None else values.text(cell)
    except BadValue:
        return values.shortened(cell)
