"""Has a file read in a process of its own, which has no secrets, little memory and little time.

What the reader finds is kept in the folder of the installation under the digest of the file, so that a preview, the
import after it and its continuation read the file once.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from errno import EFBIG, ENOSPC
from pathlib import Path
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.imports.limits import MB, Limits, standard
from yanzhen.platform.imports.values import Cell
from yanzhen.platform.processes import bare_environment

log = structlog.get_logger(__name__)

READER = "yanzhen.platform.imports.parsing"
KEPT_SECONDS = 24 * 3600
TAGGED: dict[str, Callable[[Any], Cell]] = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
    "text": str,
}


class Unreadable(RuleBroken):
    """A file, or a mapping, with which nothing can be begun; nothing has been saved."""

    def __init__(self, message: object):
        super().__init__(message, code="unreadable")


@dataclass(frozen=True)
class Row:
    """One row: its number in the file and its cells in the order of the header."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """One table of a file: the row its header stands in, the names of its columns, its rows."""

    name: str
    hidden: bool
    header_row: int
    header: list[Cell]
    rows: int
    first: list[Row]


@dataclass(frozen=True)
class Found:
    """What the reader found; `folder` holds the rows when they were asked for."""

    digest: str
    encoding: str
    separator: str
    sheets: list[Sheet]
    folder: Path | None = None

    def rows(self) -> Iterator[Row]:
        """The rows of the first sheet."""
        assert self.folder is not None
        with (self.folder / "0.jsonl").open("rb", 1 << 20) as lines:
            for line in lines:
                yield _row(orjson.loads(line))


def look(path: Path, *, limits: Limits | None = None, **wanted: Any) -> Found:
    """What is in a file, without keeping its rows."""
    limits = limits or standard()
    digest = _digest(path, limits)
    return _found(digest, _ask(path, limits, None, wanted), None)


def read(path: Path, *, limits: Limits | None = None, **wanted: Any) -> Found:
    """What is in one table of a file (`sheet`, `encoding`, `separator`, `header`), with its rows."""
    limits = limits or standard()
    digest = _digest(path, limits)
    key = hashlib.sha256(repr((digest, path.suffix.lower(), sorted(wanted.items()), limits)).encode()).hexdigest()[:40]
    folder = spool() / key
    if (folder / "found.json").is_file():
        os.utime(folder)
        return _found(digest, orjson.loads((folder / "found.json").read_bytes()), folder)
    draft = Path(_without_room(path, tempfile.mkdtemp, dir=_without_room(path, _made, spool()), prefix="draft-"))
    try:
        found = _ask(path, limits, draft, wanted)
        _without_room(path, (draft / "found.json").write_bytes, orjson.dumps(found))
        try:
            draft.rename(folder)
        except OSError:
            # Somebody else read the same file meanwhile.
            if not (folder / "found.json").is_file():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return _found(digest, found, folder)


def spool() -> Path:
    """Where rows wait between being read and being saved."""
    return Path(settings.VAR) / "imports" / "spool"


def sweep() -> int:
    """Forget the rows of files that nobody asked for since yesterday."""
    until, gone = time.time() - KEPT_SECONDS, 0
    for folder in spool().glob("*"):
        try:
            if folder.stat().st_mtime < until:
                shutil.rmtree(folder)
                gone += 1
        except OSError:
            continue
    return gone


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _without_room(path: Path, work: Any, *args: Any, **kwargs: Any) -> Any:
    try:
        return work(*args, **kwargs)
    except OSError as error:
        raise Unreadable(of_system(path.name, error.errno, str(error))) from error


def _digest(path: Path, limits: Limits) -> str:
    """The digest of a file that is there and not too large."""
    try:
        if not path.is_file():
            raise Unreadable(_("There is no file {file}.").format(file=path))
        size = path.stat().st_size
        if size > limits.size:
            message = _("{file} has {size} MB; at most {limit} MB are taken. Split it into several files.")
            raise Unreadable(message.format(file=path.name, size=-(-size // MB), limit=limits.size // MB))
        with path.open("rb") as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise Unreadable(_("{file} cannot be read: {reason}.").format(file=path.name, reason=error)) from error


def _ask(path: Path, limits: Limits, folder: Path | None, wanted: dict[str, Any]) -> dict[str, Any]:
    """Run the reader; every way in which it can end is an answer or a message."""
    request = {
        "path": str(path.absolute()),
        "suffix": path.suffix.lower(),
        "limits": limits.plain(),
        "folder": str(folder) if folder else "",
        **{name: value for name, value in wanted.items() if value},
    }
    began = time.monotonic()
    environment = bare_environment()
    # Without glibc's arenas the limit on address space is a limit on memory.
    environment |= {"PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"}
    reader = subprocess.Popen(
        [sys.executable, "-P", "-m", READER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd="/" if os.name == "posix" else None,
    )
    try:
        said, _none = reader.communicate(json.dumps(request).encode(), timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_fault(path.name, "seconds", {"limit": limits.seconds})) from error
    finally:
        if reader.poll() is None:
            reader.kill()
            reader.communicate()
    seconds = round(time.monotonic() - began, 2)
    log.info("file read", size=path.stat().st_size, seconds=seconds, ended=reader.returncode)
    if reader.returncode:
        code = "seconds" if reader.returncode in {-24, -9} else "crashed"
        raise Unreadable(_fault(path.name, code, {"limit": limits.seconds, "memory": limits.memory // MB}))
    answer: dict[str, Any] = orjson.loads(said)
    if "fault" in answer:
        raise Unreadable(_fault(path.name, answer["fault"], {"memory": limits.memory // MB, **answer["values"]}))
    found: dict[str, Any] = answer["found"]
    return found


def _found(digest: str, answer: dict[str, Any], folder: Path | None) -> Found:
    sheets = [
        Sheet(
            s["name"], s["hidden"], s["header_row"], _row(s["header"]).cells, s["rows"], [_row(r) for r in s["first"]]
        )
        for s in answer["sheets"]
    ]
    return Found(digest, answer["encoding"], answer["separator"], sheets, folder)


def _row(parts: list[Any]) -> Row:
    cells = parts[1]
    if len(parts) > 2:
        for position, kind in parts[2]:
            cells[position] = TAGGED[kind](cells[position])
    return Row(parts[0], cells)


# -- words -------------------------------------------------------------------------------------------------------------


def _fault(file: str, code: str, values: dict[str, Any]) -> str:
    """A fault of the reader in the words of whoever asked."""
    if code == "system":
        return of_system(file, values.get("errno"), str(values.get("reason", "")))
    return _sentence(code).format(file=file, **{"sheet": "", "sheets": "", "row": "", "column": "", **_shown(values)})


def _shown(values: dict[str, Any]) -> dict[str, Any]:
    shown = dict(values)
    if isinstance(shown.get("limit"), int) and shown["limit"] >= MB:
        shown["megabytes"] = shown["limit"] // MB
    return {"megabytes": "", **shown}


def _sentence(code: str) -> str:
    sentences = {
        "broken": _("{file} cannot be read as a spreadsheet. Open it, save it again as .xlsx, and try once more."),
        "crashed": _(
            "{file} cannot be read: it is broken, or needs more than {memory} MB of memory. "
            "Copy its rows into a new file, or save it as csv."
        ),
        "memory": _("{file} needs more than {memory} MB of memory to be read. Split it, or save it as csv."),
        "seconds": _("{file} took longer than {limit} seconds to read. Split it, or save it as csv."),
        "entries": _("{file} is packed from more than {limit} parts; no spreadsheet is."),
        "inflated": _("{file} unpacks to far more than its size allows, so it was not read."),
        "entities": _("{file} declares entities or a document type, which no spreadsheet needs, so it was not read."),
        "encrypted": _("{file} is protected by a password. Save it without one."),
        "merged": _("{file} merges too many cells to be a table."),
        "no_sheet": _("{file} has no sheet “{sheet}”. It has: {sheets}."),
        "rows": _("{file} has more than {limit} rows. Split it into several files."),
        "columns": _("{file} has more than {limit} columns. Remove what does not belong to the table."),
        "cell": _(
            "{file}, row {row}: a cell has more than {limit} characters. Is a quotation mark not closed before it?"
        ),
        "quotes": _("{file} is broken after row {row}: a quotation mark is not closed, or closed twice."),
        "no_text": _("{file} is not text in {encodings}. Save it as “CSV UTF-8”, or name its encoding in the mapping."),
        "encoding": _("The encoding “{name}” is not known."),
        "separator": _("“{sign}” cannot part columns."),
    }
    return sentences.get(code, sentences["broken"])


def of_system(file: str, errno: int | None, reason: str) -> str:
    """What the operating system refused, in words."""
    if errno in {ENOSPC, EFBIG}:
        return _("There is not enough room on the disk to read {file}. Make room, then start again.").format(file=file)
    return _("{file} cannot be read: {reason}.").format(file=file, reason=reason)
