"""The name a file came with, made harmless: it is shown and given back, and never a path of ours."""

import re
import unicodedata

from yanzhen.platform.files.kinds import Kind

MOST = 120
_ODD = re.compile(r'[\\/:*?"<>|]+')


def cleaned(declared: str, kind: Kind) -> str:
    """The last part of a path without control characters and direction marks, ending as its content says."""
    name = unicodedata.normalize("NFC", declared.replace("\\", "/")).rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    name = " ".join(_ODD.sub(" ", name).split()).strip(". ")
    stem, ending = _split(name, kind)
    return f"{stem[:MOST].rstrip('. ') or kind.code}{ending}"


def _split(name: str, kind: Kind) -> tuple[str, str]:
    for ending in kind.endings:
        if name.lower().endswith(ending):
            return name[: -len(ending)], name[-len(ending) :].lower()
    return name, kind.endings[0]
