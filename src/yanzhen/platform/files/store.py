"""Where the bytes of files lie: under random names in a folder of their own, never behind an address."""

import errno
import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken

log = structlog.get_logger(__name__)

PLACE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}")
THUMBNAIL = ".thumb"
DRAFT = ".part"
CHUNK = 1024 * 1024
SIDE = 320
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_one_picture = threading.Lock()
"""One picture at a time is unpacked: that takes memory."""


class NoRoom(RuleBroken):
    """The disk is full; nothing of the file is kept."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            _("The server's disk is full, so the file was not kept. Tell the administrator."),
            field="files",
            code="disk_full",
        )


@dataclass(frozen=True)
class Kept:
    """A file that was written down."""

    place: str
    sha256: str
    size: int


def folder() -> Path:
    """The folder of the files on records."""
    return Path(settings.MEDIA_ROOT) / "attachments"


def path(place: str) -> Path:
    """Where a file lies; a place of another shape than ours is a mistake, or an attempt."""
    if not PLACE.fullmatch(place):
        raise ValueError(f"no place of ours: {place!r}")
    return folder() / place


def keep(stream: IO[bytes]) -> Kept:
    """Write a file down durably. A failure leaves nothing behind."""
    name = secrets.token_hex(20)
    place = f"{name[:2]}/{name}"
    target = path(place)
    draft = target.with_suffix(DRAFT)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = _copied(stream, draft)
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        if error.errno in FULL:
            log.error("no room for a file", folder=str(folder()), error=str(error))
            raise NoRoom from error
        raise
    return Kept(place, digest, size)


def _copied(stream: IO[bytes], draft: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    with draft.open("xb") as file:
        while chunk := stream.read(CHUNK):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def keep_thumbnail(place: str) -> bool:
    """Draw a small picture anew beside a large one: nothing of the original's data is in it."""
    from PIL import Image, ImageOps

    from yanzhen.platform.files import kinds

    target = path(place)
    small = target.with_suffix(THUMBNAIL)
    try:
        with _one_picture, target.open("rb") as file:
            image = ImageOps.exif_transpose(kinds.opened(file))
            image.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
            clean = Image.new("RGB", image.size, "white")
            drawn = image.convert("RGBA")
            clean.paste(drawn, mask=drawn.getchannel("A"))
            clean.save(small, format="JPEG", quality=80)
    except (OSError, ValueError, RuleBroken) as error:
        small.unlink(missing_ok=True)
        log.warning("no thumbnail", place=place, error=str(error))
        return False
    return True


def drop(place: str) -> None:
    """Remove a file and its small picture."""
    target = path(place)
    target.with_suffix(THUMBNAIL).unlink(missing_ok=True)
    target.unlink(missing_ok=True)


def places(older_than: float) -> Iterator[tuple[str, Path]]:
    """Everything that lies there longer than so many seconds: the place it belongs to, and the file."""
    limit = time.time() - older_than
    for found in folder().glob("[0-9a-f][0-9a-f]/*"):
        with suppress(FileNotFoundError):
            if found.stat().st_mtime < limit:
                yield f"{found.parent.name}/{found.stem}", found
