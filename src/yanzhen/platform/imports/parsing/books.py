"""Tables in spreadsheets: xlsx, xlsm, xls, ods; formulas give the values they had when the file was saved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yanzhen.platform.imports.parsing.faults import Fault

FILLED = 2_000_000
"""Cells that merged areas may cover; more belongs to no table."""


def opened(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise Fault("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise Fault("broken") from error


def sheets(book: Any) -> list[dict[str, Any]]:
    """The sheets that hold tables, with whether they are shown."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        {"name": s.name, "hidden": s.visible != SheetVisibleEnum.Visible}
        for s in book.sheets_metadata
        if s.typ == SheetTypeEnum.WorkSheet
    ]


def rows(book: Any, name: str, limits: dict[str, Any]) -> Iterator[list[Any]]:
    """Every row of a sheet from the first on; what is merged downwards stands in each of its rows."""
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, ValueError) as error:
        raise Fault("broken") from error
    if sheet.start is None:
        return
    (_top, left), (_bottom, right) = sheet.start, sheet.end
    if right >= 16_384 or right - left >= limits["columns"] * 4:
        raise Fault("columns", limit=limits["columns"])
    merged = _merged(sheet)
    held: dict[int, tuple[Any, int]] = {}
    before = [""] * left
    # The rows come from the first one on, but their cells from the first column that is used.
    for number, cells in enumerate(sheet.iter_rows()):
        row = before + cells if before else cells
        if merged or held:
            _fill(row, number, merged, held)
        yield row


def _merged(sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Areas merged over several rows: by their first row, the column and the last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    covered = 0
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            covered += bottom - top
            if covered > FILLED:
                raise Fault("merged")
            found.setdefault(top, []).append((left, bottom))
    return found


def _fill(row: list[Any], number: int, merged: dict[int, list[tuple[int, int]]], held: dict[int, Any]) -> None:
    for column, (value, last) in list(held.items()):
        if number > last:
            del held[column]
        elif column < len(row) and row[column] in ("", None):
            row[column] = value
    for column, last in merged.get(number, ()):
        if column < len(row):
            held[column] = (row[column], last)
