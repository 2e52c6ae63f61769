"""Whose export is this? Reads the marks of a file, or of a piece of one."""

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import marks
from yanzhen.platform.models import ExportRecord
from yanzhen.platform.writes import write

MOST_INFLATED = 200 * 1024 * 1024
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def text_of(content: bytes) -> str:
    """The text in which marks may stand: of a workbook its parts, of a PDF its streams, else the bytes themselves."""
    if content[:2] == b"PK":
        return _workbook(content)
    if content[:5] == b"%PDF-":
        return _pdf(content)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "ignore")


def _workbook(content: bytes) -> str:
    found, room = [], MOST_INFLATED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for info in parts.infolist():
                if info.filename.endswith(".xml"):
                    with parts.open(info) as part:
                        text = part.read(room + 1)
                    room -= len(text)
                    if room < 0:
                        raise RuleBroken(_("The file is too large once unpacked."), field="file", code="large")
                    found.append(text.decode("utf-8", "ignore"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise RuleBroken(_("The file cannot be read."), field="file", code="unreadable") from error
    return "\n".join(found)


def _pdf(content: bytes) -> str:
    """Our own PDFs name their mark in the description, as plain text or as UTF-16."""
    parts, room = [content], MOST_INFLATED
    for packed in _STREAM.findall(content):
        try:
            unpacked = zlib.decompressobj().decompress(packed, min(room, 10_000_000))
        except zlib.error:
            continue
        room -= len(unpacked)
        parts.append(unpacked)
        if room <= 0:
            break
    whole = b"\n".join(parts)
    return whole.decode("latin-1") + "\n" + whole.replace(b"\x00", b"").decode("latin-1")


@write("platform.find_export")
def find(*, actor: Actor, text: str = "", content: bytes = b"") -> list[ExportRecord]:
    """The exports whose marks stand in this; that somebody looked is written down."""
    codes = marks.found(text) + (marks.found(text_of(content)) if content else [])
    found = list(ExportRecord.objects.filter(code__in=codes))
    audit.record(
        actor,
        "find_export",
        ", ".join(codes) or _("no mark"),
        after={"marks": codes, "found": [record.who for record in found]},
        noun=ExportRecord.noun(),
    )
    return sorted(found, key=lambda record: codes.index(record.code))
