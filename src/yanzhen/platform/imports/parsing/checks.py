"""What is looked at before a packed spreadsheet is given to its reader: its true size, and what it must not hold.

The table of contents of a packed file may lie, so every part is unpacked once, counted and thrown away.
"""

import re
import zipfile
from pathlib import Path
from typing import Any

from yanzhen.platform.imports.parsing.faults import Fault

BLOCK = 1 << 20
CONTENTS = 20 << 20
"""A table of contents longer than this belongs to no spreadsheet."""
HARMLESS = 50 << 20
"""What unpacks to less may be packed as tightly as it likes."""
END = b"PK\x05\x06"
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
WIDE_CELL = re.compile(rb'<c [^>]{0,80}?\br="[A-Z]{3,}\d')
SHEET = re.compile(r"(^|/)xl/worksheets/[^/]+\.xml$")


def packed(path: Path, limits: dict[str, Any]) -> None:
    """Refuse a packed file that is a bomb, is encrypted, or declares entities."""
    _contents(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            _entries(archive, path.stat().st_size, limits)
            left = limits["inflated"]
            for entry in archive.infolist():
                left -= _entry(archive, entry, left, limits)
    except Fault:
        raise
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, RuntimeError, OSError) as error:
        raise Fault("broken") from error
    except Exception as error:
        # zlib, lzma and struct have errors of their own.
        raise Fault("broken") from error


def _contents(path: Path, limits: dict[str, Any]) -> None:
    """Believe the end of the file only as far as it makes the file worse: the entries it names, and their length."""
    with path.open("rb") as raw:
        raw.seek(max(0, path.stat().st_size - (1 << 16) - 22))
        tail = raw.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise Fault("broken")
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if entries > limits["entries"] or length > CONTENTS:
        raise Fault("entries", limit=limits["entries"])


def _entries(archive: zipfile.ZipFile, size: int, limits: dict[str, Any]) -> None:
    entries = archive.infolist()
    if len(entries) > limits["entries"]:
        raise Fault("entries", limit=limits["entries"])
    if any(e.flag_bits & 1 for e in entries):
        raise Fault("encrypted")
    total = sum(e.file_size for e in entries)
    if total > limits["inflated"] or (total > HARMLESS and total > limits["ratio"] * max(size, 1)):
        raise Fault("inflated", limit=limits["inflated"], ratio=limits["ratio"])


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: dict[str, Any]) -> int:
    """Unpack one part to nowhere; answer with its true length."""
    is_markup = entry.filename.endswith((".xml", ".rels"))
    is_sheet, seen, tail = bool(SHEET.search(entry.filename)), 0, b""
    with archive.open(entry) as part:
        while block := part.read(BLOCK):
            seen += len(block)
            if seen > left or (seen > HARMLESS and seen > limits["ratio"] * max(entry.compress_size, 1)):
                raise Fault("inflated", limit=limits["inflated"], ratio=limits["ratio"])
            if is_markup:
                window = tail + block
                if any(word in window for word in DECLARATIONS):
                    raise Fault("entities")
                if is_sheet and limits["columns"] <= 702 and WIDE_CELL.search(window):
                    raise Fault("columns", limit=limits["columns"])
                tail = block[-128:]
    return seen
