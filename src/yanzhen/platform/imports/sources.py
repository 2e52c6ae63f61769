"""Readers of tables in files: csv, csv.gz and xlsx, streamed row by row.

A row's number is the one a spreadsheet shows: the header is row 1, empty rows count.
"""

import codecs
import csv
import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.imports import values
from yanzhen.platform.imports.values import Cell

BLOCK = 1 << 20
SEPARATORS = ",;\t|"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".ods"}


class Unreadable(RuleBroken):
    """A file, or a mapping, with which nothing can be begun; nothing has been saved."""

    def __init__(self, message: object):
        super().__init__(message, code="unreadable")


@dataclass(frozen=True)
class Row:
    """One row: its number in the file and its cells in the order of the header."""

    number: int
    cells: list[Cell]


@dataclass
class Table:
    """One table of a file. `survey` looks at it once; `rows` streams it, as often as wanted."""

    path: Path
    sheet: str = ""
    header: list[str] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        return f"{self.path.name} [{self.sheet}]" if self.sheet else self.path.name

    @property
    def is_spreadsheet(self) -> bool:
        return self.path.suffix.lower() in SPREADSHEETS

    def rows(self) -> Iterator[Row]:
        """All rows below the header that are not empty."""
        lines = self._sheet_rows() if self.is_spreadsheet else self._text_rows()
        next(lines, None)
        for number, cells in enumerate(lines, start=2):
            if any(not values.is_empty(c) for c in cells):
                yield Row(number, cells)

    def _sheet_rows(self) -> Iterator[list[Cell]]:
        from python_calamine import CalamineError, CalamineWorkbook

        try:
            with CalamineWorkbook.from_path(str(self.path)) as book:
                if self.sheet not in book.sheet_names:
                    raise Unreadable(
                        _("{file} has no sheet “{sheet}”. It has: {sheets}.").format(
                            file=self.path.name, sheet=self.sheet, sheets=", ".join(book.sheet_names)
                        )
                    )
                for cells in book.get_sheet_by_name(self.sheet).to_python(skip_empty_area=False):
                    yield cast("list[Cell]", cells)
        except CalamineError as error:
            raise Unreadable(_("{file} cannot be read as a spreadsheet.").format(file=self.path.name)) from error

    def _text_rows(self) -> Iterator[list[Cell]]:
        with opened(self.path) as raw, io.TextIOWrapper(raw, encoding=self.encoding, newline="") as lines:
            reader = csv.reader(lines, delimiter=self.separator, strict=True)
            number = 0
            try:
                for number, cells in enumerate(reader, start=1):  # noqa: B007
                    yield cast("list[Cell]", cells)
            except csv.Error as error:
                raise Unreadable(
                    _("{file} is broken after row {row}: a quotation mark is not closed, or closed twice.").format(
                        file=self.name, row=number
                    )
                ) from error


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked when it is a .gz."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb")


def open_table(path: Path, sheet: str = "", encoding: str = "", separator: str = "") -> Table:
    """Look at a file once: who can read it, with which encoding and separator, and what its columns are."""
    if not path.is_file():
        raise Unreadable(_("There is no file {file}.").format(file=path))
    table = Table(path, sheet)
    try:
        if table.is_spreadsheet:
            table.digest = _digest(path)
            table.sheet = sheet or _first_sheet(path)
        else:
            table.digest, table.encoding = _survey(path, encoding)
            table.separator = separator or _separator(path, table.encoding)
        lines = table._sheet_rows() if table.is_spreadsheet else table._text_rows()
        table.header = _header(table, next(lines, []))
    except (OSError, EOFError) as error:
        raise Unreadable(_("{file} cannot be read: {reason}.").format(file=path.name, reason=error)) from error
    return table


def _first_sheet(path: Path) -> str:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return book.sheet_names[0]
    except (CalamineError, IndexError) as error:
        raise Unreadable(_("{file} cannot be read as a spreadsheet.").format(file=path.name)) from error


def _header(table: Table, cells: list[Cell]) -> list[str]:
    names = [values.text(c) for c in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable(_("{file} is empty: its first row must name the columns.").format(file=table.name))
    doubles = [n for n, count in Counter(n for n in names if n).items() if count > 1]
    if doubles:
        raise Unreadable(
            _("{file} names a column twice: {columns}. Rename one of them.").format(
                file=table.name, columns=", ".join(f"“{n}”" for n in doubles)
            )
        )
    return names


def _digest(path: Path) -> str:
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def _survey(path: Path, wanted: str) -> tuple[str, str]:
    """Read the whole file once: its digest and the first encoding in which all of it makes sense."""
    digest = hashlib.sha256()
    with opened(path) as raw:
        start = raw.read(BLOCK)
        bom = next((name for mark, name in BOMS if start.startswith(mark)), "")
        names = [wanted or bom] if wanted or bom else ["utf-8", "gb18030"]
        decoders = {name: _decoder(name) for name in names}
        block = start
        while block:
            digest.update(block)
            following = raw.read(BLOCK)
            for name in list(decoders):
                try:
                    decoders[name].decode(block, final=not following)
                except UnicodeDecodeError:
                    del decoders[name]
            if not decoders:
                break
            block = following
    if not decoders or (b"\0" in start and not next(iter(decoders)).startswith("utf-16")):
        raise Unreadable(
            _("{file} is not text in {encodings}. Save it as “CSV UTF-8”, or name its encoding in the mapping.").format(
                file=path.name, encodings=" / ".join(n.upper() for n in names)
            )
        )
    return digest.hexdigest(), next(iter(decoders))


def _decoder(name: str) -> codecs.IncrementalDecoder:
    try:
        return codecs.getincrementaldecoder(name)("strict")
    except LookupError as error:
        raise Unreadable(_("The encoding “{name}” is not known.").format(name=name)) from error


def _separator(path: Path, encoding: str) -> str:
    """The sign that parts the columns of the first line; signs between quotation marks do not count."""
    with opened(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as lines:
        first = next((line for line in lines if line.strip()), "")[:BLOCK]
    bare = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=bare.count)
