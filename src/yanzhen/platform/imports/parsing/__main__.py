"""One request, one answer: see the package."""

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson

from yanzhen.platform.imports.parsing import books, checks, text
from yanzhen.platform.imports.parsing.faults import Fault

FIRST = 20
TITLES = 10
PACKED = {".xlsx", ".xlsm", ".xlsb", ".ods"}
BOOKS = {*PACKED, ".xls"}
PLAIN = {str, int, float, bool, type(None)}


def confine(limits: dict[str, Any]) -> None:
    """Let the system end this process when it takes too much; where it cannot, the asking process still watches."""
    try:
        import resource
    except ImportError:
        return
    for name, most in (
        ("RLIMIT_AS", limits["memory"]),
        ("RLIMIT_CPU", limits["seconds"] + 1),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", limits["spool"]),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What is in the file; with `folder`, its rows as well."""
    path, limits = Path(request["path"]), request["limits"]
    suffix = request["suffix"]
    folder = Path(request["folder"]) if request.get("folder") else None
    if suffix in BOOKS:
        return _book(path, suffix, request, limits, folder)
    encoding = text.encoding_of(path, suffix, request.get("encoding", ""), limits)
    separator, is_said = text.separator_of(path, suffix, encoding)
    separator = request.get("separator") or separator
    if len(separator) != 1 or separator in '"\r\n':
        raise Fault("separator", sign=separator)
    lines = text.rows(path, suffix, encoding, separator, limits, skip_first=is_said)
    # Only a spreadsheet has a title above its header; in a text the first row names the columns.
    table = _table(lines, limits, request | {"header": request.get("header") or 1}, folder, 0)
    return {"encoding": encoding, "separator": separator, "sheets": [{"name": "", "hidden": False, **table}]}


def _book(
    path: Path, suffix: str, request: dict[str, Any], limits: dict[str, Any], folder: Path | None
) -> dict[str, Any]:
    if suffix in PACKED:
        checks.packed(path, limits)
    book = books.opened(path)
    found = books.sheets(book)
    wanted = request.get("sheet", "")
    if not found or (wanted and wanted not in [s["name"] for s in found]):
        raise Fault("no_sheet", sheet=wanted, sheets=", ".join(s["name"] for s in found))
    if wanted:
        found = [s for s in found if s["name"] == wanted]
    elif folder:
        found = found[:1]
    for order, sheet in enumerate(found):
        sheet |= _table(books.rows(book, sheet["name"], limits), limits, request, folder, order)
    return {"encoding": "", "separator": "", "sheets": found}


def _table(
    lines: Iterator[list[Any]], limits: dict[str, Any], request: dict[str, Any], folder: Path | None, order: int
) -> dict[str, Any]:
    """Find the header, count the rows below it and write them down."""
    head, ahead = _header(lines, request.get("header", 0), limits)
    first: list[Any] = []
    count = 0
    out = (folder / f"{order}.jsonl").open("wb", 1 << 20) if folder else None
    try:
        for number, cells in _all_below(head, ahead, lines):
            if not any(c is not None and c != "" and (type(c) is not str or not c.isspace()) for c in cells):
                continue
            count += 1
            if count > limits["rows"]:
                raise Fault("rows", limit=limits["rows"])
            line = _line(number, cells, limits)
            if out:
                out.write(line)
            if count <= FIRST:
                first.append(orjson.loads(line))
        if out:
            out.flush()
    finally:
        if out:
            with contextlib.suppress(OSError):
                out.close()
    names = orjson.loads(_line(head, ahead[head - 1] if head else [], limits))
    return {"header_row": head, "header": names, "rows": count, "first": first}


def _header(lines: Iterator[list[Any]], wanted: int, limits: dict[str, Any]) -> tuple[int, list[list[Any]]]:
    """The row that names the columns: the one asked for, or the first; a title above it is passed over."""
    ahead: list[list[Any]] = []
    for cells in lines:
        ahead.append(cells)
        if len(ahead) >= max(TITLES, wanted):
            break
    if wanted:
        return (wanted if wanted <= len(ahead) else 0), ahead
    filled = [sum(1 for c in cells if str(c if c is not None else "").strip()) for cells in ahead]
    start = next((i for i, n in enumerate(filled) if n), -1)
    if start < 0:
        return 0, ahead
    if filled[start] == 1:
        for i in range(start + 1, len(ahead)):
            names = [str(c).strip() for c in ahead[i] if str(c if c is not None else "").strip()]
            if len(names) > 1 and len(set(names)) == len(names) and all(type(c) is str for c in ahead[i]):
                return i + 1, ahead
            if len(names) > 1:
                break
    return start + 1, ahead


def _all_below(head: int, ahead: list[list[Any]], lines: Iterator[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
    for number in range(head + 1, len(ahead) + 1):
        yield number, ahead[number - 1]
    yield from enumerate(lines, start=len(ahead) + 1)


def _line(number: int, cells: list[Any], limits: dict[str, Any]) -> bytes:
    """A row as one line of JSON; where a cell is a day or a moment, a third part says so."""
    if len(cells) > limits["columns"]:
        while cells and cells[-1] in ("", None):
            cells = cells[:-1]
        if len(cells) > limits["columns"]:
            raise Fault("columns", limit=limits["columns"], row=number)
    kinds = []
    longest = limits["cell"]
    plain = cells
    for i, cell in enumerate(cells):
        kind = type(cell)
        if kind is str:
            if len(cell) > longest:
                raise Fault("cell", row=number, column=i + 1, limit=longest)
        elif kind not in PLAIN:
            if plain is cells:
                plain = list(cells)
            name, plain[i] = _tagged(cell)
            kinds.append((i, name))
        elif kind is int and not -(1 << 53) < cell < 1 << 53:
            if plain is cells:
                plain = list(cells)
            plain[i] = str(cell)
    try:
        return orjson.dumps([number, plain, kinds] if kinds else [number, plain], option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # A lone half of a character that no text may hold: kept as a sign that its row is refused for.
        plain = [c.encode("utf-8", "replace").decode() + "\0" if _is_torn(c) else c for c in plain]
        return orjson.dumps([number, plain, kinds], option=orjson.OPT_APPEND_NEWLINE)


def _is_torn(cell: Any) -> bool:
    if type(cell) is not str:
        return False
    try:
        cell.encode()
    except UnicodeEncodeError:
        return True
    return False


def _tagged(cell: Any) -> tuple[str, Any]:
    if isinstance(cell, datetime):
        return "moment", cell.isoformat()
    if isinstance(cell, date):
        return "day", cell.isoformat()
    if isinstance(cell, timedelta):
        return "span", cell.total_seconds()
    if isinstance(cell, time):
        return "text", cell.isoformat()
    return "text", str(cell)


def main() -> int:
    """Answer the request on standard input."""
    request = json.load(sys.stdin)
    confine(request["limits"])
    try:
        found: dict[str, Any] = {"found": answer(request)}
    except Fault as fault:
        found = {"fault": fault.code, "values": fault.values}
    except MemoryError:
        found = {"fault": "memory", "values": {}}
    except OSError as error:
        found = {"fault": "system", "values": {"errno": error.errno, "reason": error.strerror or str(error)}}
    except EOFError:
        found = {"fault": "broken", "values": {}}
    except BaseException as error:
        # A reader written in another language throws what is no Exception when it panics.
        found = {"fault": "broken", "values": {"kind": type(error).__name__}}
    sys.stdout.buffer.write(orjson.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
