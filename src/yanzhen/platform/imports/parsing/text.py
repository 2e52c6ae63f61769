"""Tables as text: encoding, separator and rows of a csv file, packed by gzip or not."""

import codecs
import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from yanzhen.platform.imports.parsing.faults import Fault

BLOCK = 1 << 20
SEPARATORS = ",;\t|，；"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ODD = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SAID = re.compile(r"sep=(.)\s*$", re.IGNORECASE)


def opened(path: Path, suffix: str) -> IO[bytes]:
    """The bytes of a file, unpacked when it is a .gz."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if suffix == ".gz" else path.open("rb")


def encoding_of(path: Path, suffix: str, wanted: str, limits: dict[str, Any]) -> str:
    """Read the whole file once: the first encoding in which all of it makes sense."""
    seen, size = 0, path.stat().st_size
    with opened(path, suffix) as raw:
        start = block = raw.read(BLOCK)
        names = [wanted] if wanted else _candidates(start)
        decoders = {name: _decoder(name) for name in names}
        while block:
            seen += len(block)
            if suffix == ".gz" and (
                seen > limits["inflated"] or (seen > 50 * BLOCK and seen > limits["ratio"] * max(size, 1))
            ):
                raise Fault("inflated", limit=limits["inflated"], ratio=limits["ratio"])
            following = raw.read(BLOCK)
            for name in list(decoders):
                try:
                    decoders[name].decode(block, final=not following)
                except UnicodeError:
                    del decoders[name]
            if not decoders:
                break
            block = following
    if not decoders or _is_binary(start, next(iter(decoders))):
        raise Fault("no_text", encodings=" / ".join(n.upper() for n in names))
    return next(iter(decoders))


def _candidates(start: bytes) -> list[str]:
    bom = next((name for mark, name in BOMS if start.startswith(mark)), "")
    if bom:
        return [bom]
    sample = start[:4096]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        other = sample[0::2] if name == "utf-16-le" else sample[1::2]
        if len(sample) > 3 and zeros.count(0) > len(zeros) * 0.6 and other.count(0) == 0:
            return [name]
    return ["utf-8", "gb18030"]


def _is_binary(start: bytes, encoding: str) -> bool:
    """Text may hold a stray control character, which its row is refused for; a program or a picture is full of them."""
    if encoding.startswith("utf-16"):
        return False
    sample = start[: 1 << 16]
    odd = len(ODD.findall(sample))
    return odd > max(2, len(sample) // 10) or bool(ODD.search(sample.split(b"\n", 1)[0]))


def _decoder(name: str) -> codecs.IncrementalDecoder:
    try:
        info = codecs.lookup(name)
        if not getattr(info, "_is_text_encoding", True):
            raise LookupError(name)
        return codecs.getincrementaldecoder(name)("strict")
    except (LookupError, ValueError) as error:
        raise Fault("encoding", name=name) from error


def separator_of(path: Path, suffix: str, encoding: str) -> tuple[str, bool]:
    """The sign that parts the columns, and whether the first line does nothing but name it (`sep=;`)."""
    with opened(path, suffix) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as lines:
        first = lines.readline(BLOCK)
        if said := SAID.match(first):
            return said[1], True
        rest = [first, *(lines.readline(BLOCK) for _ in range(20))]
    best = max(SEPARATORS, key=lambda sign: max(_bare(line).count(sign) for line in rest[:1] or [""]))
    if _bare(first).count(best):
        return best, False
    return max(SEPARATORS, key=lambda sign: max(_bare(line).count(sign) for line in rest)), False


def _bare(line: str) -> str:
    """A line without what stands between quotation marks."""
    return "".join(line.split('"')[::2])


def rows(
    path: Path, suffix: str, encoding: str, separator: str, limits: dict[str, Any], *, skip_first: bool = False
) -> Iterator[list[Any]]:
    """Every line of the table, the empty ones too."""
    csv.field_size_limit(max(limits["cell"] * 4, 131_072))
    number = 0
    with opened(path, suffix) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as lines:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for number, cells in enumerate(reader, start=1):
                if skip_first and number == 1:
                    cells = []
                yield cells
        except csv.Error as error:
            raise Fault(
                "cell" if "field larger" in str(error) else "quotes", row=number, limit=limits["cell"]
            ) from error
