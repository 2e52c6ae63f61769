"""The archive: the database, the files people attached and the key of this installation, with a list of all of them."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from yanzhen.platform.keeping import sealing
from yanzhen.platform.keeping.sealing import Damaged

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


@dataclass
class Manifest:
    """What an archive holds: rows by table, and size and sha256 of each member."""

    version: str
    vendor: str
    migrations: list[list[str]]
    tables: dict[str, int] = field(default_factory=dict)
    members: dict[str, list[Any]] = field(default_factory=dict)
    created_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    format: int = FORMAT


class _Summed(io.RawIOBase):
    """Reads a file and sums it up on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self.source, self.sha, self.size = source, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        block = self.source.read(len(view))
        view[: len(block)] = block
        self.sha.update(block)
        self.size += len(block)
        return len(block)


class Packer:
    """Writes members one after the other, the list of them last."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar, self.manifest = tar, manifest

    def add(self, name: str, path: Path) -> None:
        """Pack a file as it is at this moment; one that grows meanwhile is cut at its size of now."""
        with path.open("rb") as source:
            info = tarfile.TarInfo(name)
            info.size = os.fstat(source.fileno()).st_size
            summed = _Summed(source)
            self.tar.addfile(info, summed)  # type: ignore[arg-type]
            self.manifest.members[name] = [summed.size, summed.sha.hexdigest()]

    def _finish(self) -> None:
        text = json.dumps(asdict(self.manifest), ensure_ascii=False).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        self.tar.addfile(info, io.BytesIO(text))


@contextmanager
def packing(target: Path, key: bytes | None, manifest: Manifest) -> Iterator[Packer]:
    """Write an archive beside its final name; it gets that name once it is whole and on the disk."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealed = sealing.Writer(file, key)
            with tarfile.open(fileobj=sealed, mode="w|gz", compresslevel=3) as tar:
                packer = Packer(tar, manifest)
                yield packer
                packer._finish()
            sealed.finish()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def unpack(source: Path, folder: Path, key: bytes | None) -> Manifest:
    """Unpack into an empty folder and check every byte; raises `Damaged` before anything is used."""
    found: dict[str, list[Any]] = {}
    text = b""
    with source.open("rb") as file:
        reader = io.BufferedReader(sealing.Reader(file, key), BLOCK)
        try:
            with tarfile.open(fileobj=reader, mode="r|gz") as tar:
                for info in tar:
                    content = tar.extractfile(info)
                    if content is None or not _is_plain(info.name):
                        raise Damaged(_("The backup was altered or damaged."))
                    if info.name == MANIFEST:
                        text = content.read()
                    else:
                        found[info.name] = _write(content, folder / info.name)
            while reader.read(BLOCK):
                pass
        except (tarfile.TarError, EOFError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise Damaged(_("The backup was altered or damaged.")) from error
    return _checked(text, found)


def _is_plain(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


def _write(content: IO[bytes], target: Path) -> list[Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    sha, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while block := content.read(BLOCK):
            file.write(block)
            sha.update(block)
            size += len(block)
    return [size, sha.hexdigest()]


def _checked(text: bytes, found: dict[str, list[Any]]) -> Manifest:
    try:
        manifest = Manifest(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise Damaged(_("The backup was altered or damaged.")) from error
    if manifest.format != FORMAT:
        raise Damaged(_("This backup was made by a newer version of Yanzhen."))
    if manifest.members != found:
        raise Damaged(_("The backup was altered or damaged."))
    return manifest


def checksum(path: Path) -> str:
    """The sha256 of a whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
