"""Marks by which whoever exported a file is found again, from a whole file or from a cut-out of some rows.

The visible mark is a code in words. The hidden one rides on the rows: the first text cell of each row that is neither
number nor code gets four invisible characters at its end, which hold one digit of the code and the place of that digit.
A code has eight hexadecimal digits and two of a checksum, so ten rows in a row hold all of it, and fifty rows hold each
digit about five times; the most frequent reading of each place counts, and the checksum must fit.
"""

import re
import secrets
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

SIGNS = "\u200b\u200c\u200d\u2060"
"""Four characters without width: each stands for two bits."""
DIGITS, PLACES = 8, 10
VISIBLE = re.compile(r"\bYZ-([0-9A-F]{8})\b")
_HIDDEN = re.compile(f"[{SIGNS}]{{4}}(?![{SIGNS}])")
_ANY = re.compile(f"[{SIGNS}]+")


def new_code() -> str:
    """A code nobody guesses: eight hexadecimal digits."""
    return secrets.token_hex(DIGITS // 2).upper()


def visible(code: str) -> str:
    return f"YZ-{code}"


def _digits(code: str) -> list[int]:
    """The digits of the code and the two of its checksum."""
    check = zlib.crc32(code.encode()) & 0xFF
    return [int(d, 16) for d in f"{code}{check:02X}"]


def sign(code: str, place: int) -> str:
    """The four characters that say: at this place stands this digit."""
    place %= PLACES
    bits = place << 4 | _digits(code)[place]
    return "".join(SIGNS[bits >> shift & 3] for shift in (6, 4, 2, 0))


def marked(
    values: Iterable[Sequence[Any]], code: str, order: Callable[[Sequence[Any]], Iterable[int]]
) -> Iterator[list[Any]]:
    """The rows with the hidden mark; `order` gives the cells of a row in which it may ride, the best first."""
    for number, row in enumerate(values):
        cells = list(row)
        place = next((index for index in order(cells) if _is_prose(cells[index])), None)
        if place is not None:
            cells[place] += sign(code, number)
        yield cells


def _is_prose(cell: Any) -> bool:
    """Words rather than a code: a program that looks a code up must find it unchanged."""
    return isinstance(cell, str) and bool(cell) and (" " in cell or not cell.isascii())


def cleaned(text: str) -> str:
    """The text without hidden marks."""
    return _ANY.sub("", text)


def is_signature(cells: Sequence[Any]) -> bool:
    """Whether a row of a file is the line by which its export names itself."""
    first = cells[0] if cells else None
    return isinstance(first, str) and first.startswith("# ") and bool(VISIBLE.search(first)) and not any(cells[1:])


def found(text: str) -> list[str]:
    """The codes in a text, the visible ones first, then those read from hidden marks; none when nothing fits."""
    codes = list(dict.fromkeys(VISIBLE.findall(text)))
    hidden = _read(_HIDDEN.findall(text))
    return codes + ([hidden] if hidden and hidden not in codes else [])


def _read(signs: Iterable[str]) -> str:
    seen: dict[int, Counter[int]] = defaultdict(Counter)
    for characters in signs:
        bits = 0
        for character in characters:
            bits = bits << 2 | SIGNS.index(character)
        seen[bits >> 4][bits & 15] += 1
    if any(place not in seen for place in range(PLACES)):
        return ""
    digits = [seen[place].most_common(1)[0][0] for place in range(PLACES)]
    code = "".join(f"{d:X}" for d in digits[:DIGITS])
    return code if _digits(code) == digits else ""
