"""What a file is, decided by its content alone; the name it came with only ever decides between csv and text."""

import re
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken

FIELD = "files"
HEAD = 4096
MOST_PARTS = 10_000
MOST_INFLATED = 1024 * 1024 * 1024
MOST_RATIO = 200
FREE_RATIO = 50 * 1024 * 1024
"""Up to this inflated size the ratio does not matter: an empty sheet compresses well."""
SIDE = 20_000


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be kept; `endings` are those its name may have."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    is_image: bool = False


_office = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "application/pdf", (".pdf",)),
        Kind("png", "image/png", (".png",), True),
        Kind("jpeg", "image/jpeg", (".jpg", ".jpeg"), True),
        Kind("webp", "image/webp", (".webp",), True),
        Kind("xlsx", _office + "spreadsheetml.sheet", (".xlsx",)),
        Kind("docx", _office + "wordprocessingml.document", (".docx",)),
        Kind("pptx", _office + "presentationml.presentation", (".pptx",)),
        Kind("csv", "text/csv; charset=utf-8", (".csv",)),
        Kind("txt", "text/plain; charset=utf-8", (".txt", ".log", ".md")),
        Kind("webm", "audio/webm", (".webm", ".weba")),
        Kind("m4a", "audio/mp4", (".m4a", ".mp4")),
        Kind("ogg", "audio/ogg", (".ogg", ".oga", ".opus")),
    )
}
_IMAGES = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
_MAIN_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
_SPOKEN = frozenset(b"ftyp" + brand for brand in (b"M4A ", b"mp41", b"mp42", b"isom", b"iso5", b"iso6", b"dash"))
_LIVE = re.compile(
    rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|img|link|style|meta|\?xml|\?php|%)|javascript:|"
    rb"\bon(load|error|click)\s*=",
    re.IGNORECASE,
)
_CONTROLS = frozenset(range(32)) - {7, 8, 9, 10, 12, 13, 27} | {127}


def refused(message: str, code: str) -> RuleBroken:
    """A file that may not be kept, and why."""
    return RuleBroken(message, field=FIELD, code=code)


def kind_of(stream: IO[bytes], declared: str) -> Kind:
    """The kind of a file; refused unless it is one that may be kept and is whole."""
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise refused(_("The file is empty."), "empty")
    if head.startswith(b"%PDF-"):
        return _pdf(stream)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _image(stream)
    if head.startswith(b"PK"):
        return _office_file(stream)
    if head.startswith((b"\x1aE\xdf\xa3", b"OggS")) or head[4:12] in _SPOKEN:
        return _recording(stream, head)
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise refused(
            _("Photos in HEIC cannot be shown by most computers. Send them as JPEG (on an iPhone: Settings, Camera, "
              "Formats, Most Compatible)."),
            "heic",
        )  # fmt: skip
    return _text(stream, declared, head)


def _recording(stream: IO[bytes], head: bytes) -> Kind:
    """What a phone records of a voice: sound alone, in one of the three wrappings that browsers make."""
    stream.seek(0)
    content = stream.read()
    if head.startswith(b"OggS"):
        kind, has_sound, has_picture = "ogg", b"OpusHead" in head or b"\x01vorbis" in head, b"theora" in head
    elif head[4:8] == b"ftyp":
        kind, has_sound, has_picture = "m4a", b"soun" in content, b"vide" in content
    else:
        kind, has_sound, has_picture = "webm", b"A_OPUS" in content or b"A_VORBIS" in content, b"V_" in head
    if not has_sound or has_picture:
        raise refused(_("Of recordings, only sound can be added here. {allowed}").format(allowed=allowed()), "video")
    return KINDS[kind]


def _pdf(stream: IO[bytes]) -> Kind:
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - 4096))
    if b"%%EOF" not in stream.read():
        raise refused(_("The PDF is not whole."), "broken")
    return KINDS["pdf"]


def _image(stream: IO[bytes]) -> Kind:
    image = opened(stream)
    return KINDS[_IMAGES[image.format or ""]]


def opened(stream: IO[bytes]) -> Any:
    """A picture, read to its end within the limits of size; refused when it is broken or too large."""
    from PIL import Image, UnidentifiedImageError

    stream.seek(0)
    try:
        image: Any = Image.open(stream, formats=tuple(_IMAGES))
        width, height = image.size
        if width * height > settings.PICTURE_PIXELS or max(width, height) > SIDE:
            raise _too_many_pixels()
        image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, IndexError, EOFError, MemoryError) as error:
        raise refused(_("The picture is damaged."), "broken") from error
    return image


def _too_many_pixels() -> RuleBroken:
    most = settings.PICTURE_PIXELS // 1_000_000
    return refused(_("A picture has at most {most} million pixels.").format(most=most), "pixels")


def _office_file(stream: IO[bytes]) -> Kind:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            # A file may begin with the parts of one format and be another one's: the archive starts at its first byte.
            starts = min((part.header_offset for part in parts), default=1)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refused(_("The file is damaged."), "broken") from error
    found = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names or starts != 0:
        raise refused(_("Archives cannot be added; add the files in it."), "archive")
    if any("vbaproject" in name.lower() or "/activex/" in name.lower() for name in names):
        raise refused(_("Files with macros cannot be added; save it without."), "macros")
    inflated, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if (
        len(parts) > MOST_PARTS
        or inflated > MOST_INFLATED
        or (inflated > FREE_RATIO and inflated > MOST_RATIO * max(packed, 1))
    ):
        raise refused(_("The file is packed so tightly that it cannot be opened safely."), "bomb")
    return KINDS[found[0]]


def _text(stream: IO[bytes], declared: str, head: bytes) -> Kind:
    stream.seek(0)
    content = stream.read()
    text = decoded(content)
    if text is None:
        raise refused(
            _("A {kind} cannot be added here. {allowed}").format(kind=_guess(head), allowed=allowed()), "kind"
        )
    if _LIVE.search(content) or head.startswith(b"#!"):
        raise refused(_("The file holds program code or markup. {allowed}").format(allowed=allowed()), "code")
    return KINDS["csv" if declared.lower().endswith(".csv") else "txt"]


def decoded(content: bytes) -> str | None:
    """Plain text in one of the encodings of the trade; None for anything else."""
    if any(byte in _CONTROLS for byte in set(content)):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def allowed() -> str:
    """What can be added, for messages."""
    return _("Allowed are PDF, PNG, JPEG, WebP, Excel, Word, PowerPoint, CSV, text and voice recordings.")


def _guess(head: bytes) -> str:
    """What it looks like, to say so."""
    import puremagic

    try:
        return str(puremagic.from_string(head)).lstrip(".").upper()[:12] or _("file of this kind")
    except (puremagic.PureError, ValueError, IndexError):
        return _("file of this kind")
