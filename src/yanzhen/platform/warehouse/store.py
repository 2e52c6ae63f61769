"""The folder of Parquet files and the manifest that names the current ones.

Readers open what the manifest names. A refresh writes new files beside the old, then replaces the manifest by one
rename; replaced files stay for a while, since a query may have just started on them.
"""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

GRACE_SECONDS = 120
ORPHAN_SECONDS = 3_600

_identities: dict[str, str] = {}


class Busy(Exception):
    """Another process is refreshing."""


@dataclass
class Manifest:
    """Which file holds which partition of which extract."""

    serial: int = 0
    built_at: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    retired: dict[str, float] = field(default_factory=dict)

    def names(self) -> set[str]:
        return {name for files in self.files.values() for name in files.values()}


def identity() -> str:
    """A short name of the database in use: files of one are never read for another.

    The moment of its first migration tells apart two databases that had the same name one after the other. A database
    file beside these is named from their common folder, so a company that moves with its folder keeps its figures.
    """
    parts = [str(connection.settings_dict.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME")]
    parts[-1] = parts[-1].removeprefix(f"{settings.VAR}{os.sep}")
    where = "|".join(parts)
    if where not in _identities:
        with connection.cursor() as cursor:
            cursor.execute("SELECT MIN(applied) FROM django_migrations")
            born = cursor.fetchone()[0]
        _identities[where] = hashlib.sha256(f"{where}|{born}".encode()).hexdigest()[:12]
    return _identities[where]


def folder() -> Path:
    path = Path(settings.VAR) / "warehouse" / identity()
    path.mkdir(parents=True, exist_ok=True)
    return path


def manifest_path(base: Path) -> Path:
    return base / "manifest.json"


def load(base: Path) -> Manifest | None:
    """The current manifest; None before the first build."""
    try:
        return Manifest(**json.loads(manifest_path(base).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def swap(base: Path, manifest: Manifest) -> None:
    """Make `manifest` the current one, whole or not at all."""
    draft = base / f"manifest.{os.getpid()}.json"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(manifest.__dict__, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(manifest_path(base))


def clean(base: Path, manifest: Manifest) -> None:
    """Remove files that left the manifest a while ago, and what a killed refresh left behind."""
    now, current = time.time(), manifest.names()
    for path in base.iterdir():
        if path.suffix not in {".parquet", ".arrow"} or path.name in current:
            continue
        since = manifest.retired.get(path.name)
        if (now - since > GRACE_SECONDS) if since else (now - path.stat().st_mtime > ORPHAN_SECONDS):
            path.unlink(missing_ok=True)
    manifest.retired = {name: at for name, at in manifest.retired.items() if (base / name).exists()}


@contextmanager
def locked(base: Path, *, wait: bool) -> Iterator[None]:
    """One refresh at a time over all processes; the system drops the lock however the holder ends."""
    with (base / "refresh.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Busy from error
        yield


def stamp(base: Path) -> tuple[Any, ...]:
    """Differs whenever the manifest was replaced; costs one look at the file's entry."""
    try:
        state = manifest_path(base).stat()
    except FileNotFoundError:
        return ()
    return (str(base), state.st_ino, state.st_mtime_ns)
