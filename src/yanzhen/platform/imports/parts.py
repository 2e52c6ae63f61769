"""A file on its way in pieces: what has arrived is kept, so that a broken upload goes on where it stopped."""

import fcntl
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import reading
from yanzhen.platform.imports.limits import MB, Limits, standard
from yanzhen.platform.imports.reading import Unreadable

KEPT = 24 * 3600
AT_ONCE = 3
"""Files of one person that may be on their way; the one untouched for longest makes room."""
BLOCK = 1 << 16


def folder() -> Path:
    """Where the pieces are put together."""
    return Path(settings.VAR) / "imports" / "parts"


def path_of(key: str, actor: Actor) -> Path:
    """The file of a person under the key that its sender chose."""
    if re.fullmatch(r"[0-9a-f]{32}", key) is None:
        raise RuleBroken(_("The key of an upload is 32 hexadecimal digits."), field="key", code="key")
    return folder() / f"{actor.user_id or 0}-{key}"


def held(key: str, *, actor: Actor) -> int:
    """How many bytes have arrived; 0 when nothing has, or it was swept away."""
    path = path_of(key, actor)
    return path.stat().st_size if path.is_file() else 0


def add(key: str, at: int, blocks: Iterable[bytes], *, actor: Actor, limits: Limits | None = None) -> int:
    """Put a piece behind what has arrived, and only there; returns how many bytes there are now."""
    path, most = path_of(key, actor), (limits or standard()).size
    try:
        if not path.is_file():
            _make_room(path, actor)
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = file.seek(0, 2)
            if at != size:
                raise RuleBroken(_("This piece does not follow what has arrived."), field="at", code="gap")
            for block in blocks:
                size += len(block)
                if size > most:
                    raise Unreadable(_("The file is larger than {limit} MB.").format(limit=most // MB))
                file.write(block)
            return size
    except OSError as error:
        raise Unreadable(reading.of_system(_("the file"), error.errno, str(error))) from error


def _make_room(path: Path, actor: Actor) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    own = sorted(path.parent.glob(f"{actor.user_id or 0}-*"), key=lambda p: p.stat().st_mtime)
    for old in own[: max(0, len(own) - AT_ONCE + 1)]:
        old.unlink(missing_ok=True)


def blocks(key: str, *, actor: Actor) -> Iterator[bytes]:
    """The whole file as it has arrived."""
    path = path_of(key, actor)
    if not path.is_file():
        raise RuleBroken(_("Nothing has arrived of this file. Bring it again."), field="part", code="file_gone")
    return _read(path)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def forget(key: str, *, actor: Actor) -> None:
    """What was taken over as a whole is not needed in pieces."""
    path_of(key, actor).unlink(missing_ok=True)


def sweep() -> int:
    """Remove what nobody went on with for a day."""
    gone, until = 0, time.time() - KEPT
    for path in folder().glob("*"):
        try:
            if path.stat().st_mtime < until:
                path.unlink()
                gone += 1
        except OSError:
            continue
    return gone
