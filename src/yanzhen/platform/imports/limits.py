"""How much a file may ask of us; each limit can be set by the installation (`YANZHEN_IMPORT_ROWS=…`)."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.conf import settings

MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bytes of the file, bytes and ratio unpacked, entries of a packed file, rows, columns, characters of a cell;
    seconds and bytes of memory of the reading process, and bytes it may write."""

    size: int = 100 * MB
    inflated: int = 2_000 * MB
    ratio: int = 150
    entries: int = 5_000
    rows: int = 1_000_000
    columns: int = 500
    cell: int = 32_767
    seconds: int = 120
    memory: int = 2_000 * MB
    spool: int = 2_000 * MB

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def standard() -> Limits:
    """The limits of this installation."""
    given: dict[str, int] = getattr(settings, "IMPORT_LIMITS", {})
    known = {f.name for f in fields(Limits)}
    return replace(Limits(), **{name: value for name, value in given.items() if name in known})
