"""The files of a mapping: opened inside the folder that was given, and looked up by key when they are joined."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from yanzhen.platform.imports import sources, values
from yanzhen.platform.imports.plans import FilePart
from yanzhen.platform.imports.sources import Table, Unreadable
from yanzhen.platform.imports.values import BadValue, Cell

JOINED_ROWS = 500_000
"""A joined file is kept in memory; a longer one belongs into a step of its own."""


def index(on: Mapping[str, str], table: Table) -> dict[tuple[str, ...], list[Cell]]:
    """The rows of a table by the columns it is joined on, which must tell them apart."""
    positions, width = [table.header.index(c) for c in on.values()], len(table.header)
    found: dict[tuple[str, ...], list[Cell]] = {}
    for row in table.rows():
        cells = (row.cells + [None] * width)[:width]
        code = tuple(key(cells[p]) for p in positions)
        if not all(code):
            continue
        if code in found:
            message = _("{file}: “{value}” stands in more than one row (again in row {row}), so it cannot be joined.")
            raise Unreadable(message.format(file=table.name, value=" / ".join(code), row=row.number))
        found[code] = cells
        if len(found) > JOINED_ROWS:
            message = _("{file} is too long to be joined; import it in a step of its own.")
            raise Unreadable(message.format(file=table.name))
    return found


def key(cell: Cell) -> str:
    """A cell as it is compared in a join."""
    try:
        return "" if cell is None else cell.strip() if isinstance(cell, str) else values.text(cell)
    except BadValue:
        return ""


def open_part(part: FilePart, path: Path) -> Table:
    """Open the file of a step in the folder `path`, or `path` itself when the step names none."""
    if not part.file:
        if path.is_dir():
            raise Unreadable(_("{folder} is a folder, but a step of the mapping names no file.").format(folder=path))
        table = sources.open_table(path, part.sheet, part.encoding, part.separator, part.header)
        table.corrections = part.corrections
        return table
    folder = path if path.is_dir() else path.parent
    file = folder / part.file
    if not file.resolve().is_relative_to(folder.resolve()):
        message = _("The mapping may only name files inside {folder}, not {file}.")
        raise Unreadable(message.format(folder=folder, file=part.file))
    return sources.open_table(file, part.sheet, part.encoding, part.separator, part.header)
