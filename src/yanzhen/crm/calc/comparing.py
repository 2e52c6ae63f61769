"""How far two values of one field agree, as one of a few levels, by the kind of the field.

A level is a whole number: 0 differs, the highest says the same, `MISSING` that one of the two values is not there.
Levels are the same whichever value comes first. Values are compared in their *form* (`form`), so spelling that means
nothing (capitals, blanks, points, full width) is not seen here.
Source: Winkler (1990) and Christen, *Data Matching* (2012), ch. 5: few ordered levels instead of a raw similarity.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from yanzhen.crm.calc import names

MISSING = -1
NO_LETTER = re.compile(r"[\W_]+")
NUMBER = re.compile(r"\d+")


class Kind(StrEnum):
    """What a field holds, which decides how its values are compared."""

    FIRM = "firm"
    TEXT = "text"
    ADDRESS = "address"
    PHONE = "phone"
    CODE = "code"
    DATE = "date"


LEVELS: dict[Kind, tuple[str, ...]] = {
    Kind.FIRM: ("differs", "alike", "contained", "nearly the same", "the same"),
    Kind.TEXT: ("differs", "alike", "contained", "nearly the same", "the same"),
    Kind.ADDRESS: ("differs", "same house number", "alike", "nearly the same", "the same"),
    Kind.PHONE: ("differs", "same ending", "one digit off", "the same"),
    Kind.CODE: ("differs", "alike", "one sign off", "the same"),
    Kind.DATE: ("differs", "alike", "one sign off", "the same"),
}
"""The names of the levels of each kind, from 0 upward."""
NEARLY, ALIKE = 0.8, 0.6
"""Similarity (1 - edits ÷ length of the longer one) from which two texts are nearly the same, and alike."""


@lru_cache(maxsize=200_000)
def form(kind: Kind, value: str) -> str:
    """The form in which values of a kind are compared; empty where there is nothing to compare."""
    if kind is Kind.PHONE:
        return names.phone_key(value)
    if kind is Kind.FIRM:
        return names.name_key(value)
    plain = unicodedata.normalize("NFKD", value).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    if kind in (Kind.CODE, Kind.DATE):
        return NO_LETTER.sub("", plain)
    return " ".join(NO_LETTER.sub(" ", plain).split())


def level(kind: Kind, one: str, other: str) -> int:
    """How far two values of a kind agree: an index into `LEVELS[kind]`, or `MISSING`."""
    return int(levels(kind, [form(kind, one)], [form(kind, other)])[0])


def levels(kind: Kind, ones: Sequence[str], others: Sequence[str]) -> NDArray[np.int8]:
    """The levels of many pairs of forms at once.

    Parameters: `ones` and `others`, forms of one kind, of equal length n. Returns n levels (int8).
    Raises ValueError when the lengths differ.
    """
    if len(ones) != len(others):
        raise ValueError("as many on one side as on the other")
    different = {pair: at for at, pair in enumerate(dict.fromkeys(map(_ordered, ones, others)))}
    of_each = _of_pairs(kind, list(different))
    return of_each[[different[_ordered(a, b)] for a, b in zip(ones, others, strict=True)]]


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _of_pairs(kind: Kind, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int8]:
    """Levels of forms that differ from each other as pairs; edits are counted for all at once, in C."""
    ones, others = [a.replace(" ", "") for a, _b in pairs], [b.replace(" ", "") for _a, b in pairs]
    edits = process.cpdist(ones, others, scorer=OSA.distance, dtype=np.int32) if pairs else np.zeros(0, np.int32)
    decide = _DECIDING[kind]
    return np.array(
        [
            MISSING if not (a and b) else len(LEVELS[kind]) - 1 if x == y else decide(a, b, x, y, int(d))
            for (a, b), x, y, d in zip(pairs, ones, others, edits, strict=True)
        ],
        dtype=np.int8,
    )


def _text(a: str, b: str, x: str, y: str, edits: int) -> int:
    similar = 1 - edits / max(len(x), len(y))
    if similar >= NEARLY or (edits == 1 and min(len(x), len(y)) > 2) or sorted(a.split()) == sorted(b.split()):
        return 3
    if _is_contained(a, b, x, y):
        return 2
    return 1 if similar >= ALIKE else 0


def _is_contained(a: str, b: str, x: str, y: str) -> bool:
    """Whether all words of one stand in the other, or the shorter one (of three signs at least) in the longer."""
    short, long = sorted((x, y), key=len)
    words, more = set(a.split()), set(b.split())
    return words <= more or more <= words or (len(short) > 2 and short in long)


def _address(a: str, b: str, x: str, y: str, edits: int) -> int:
    similar = 1 - edits / max(len(x), len(y))
    numbers, others = NUMBER.findall(a), NUMBER.findall(b)
    same_numbers = bool(numbers) and bool(others) and (numbers[0] == others[0])
    if similar >= NEARLY and numbers == others:
        return 3
    if (similar >= ALIKE and (same_numbers or not (numbers and others))) or similar >= NEARLY:
        return 2
    return 1 if same_numbers else 0


def _phone(a: str, b: str, x: str, y: str, edits: int) -> int:
    return 2 if edits == 1 else 1 if len(x) > 6 and x[-7:] == y[-7:] else 0


def _code(a: str, b: str, x: str, y: str, edits: int) -> int:
    if min(len(x), len(y)) < 3:
        return 0
    return 2 if edits == 1 else 1 if edits <= max(len(x), len(y)) / 3 else 0


def _date(a: str, b: str, x: str, y: str, edits: int) -> int:
    """Eight digits, year first. Day and month in the wrong order is as near as one digit."""
    if edits == 1 or (len(x) == len(y) == 8 and x[:4] == y[:4] and (x[4:6], x[6:]) == (y[6:], y[4:6])):
        return 2
    return 1 if edits == 2 or (len(x) == len(y) == 8 and (x[:6] == y[:6] or x[4:] == y[4:])) else 0


_DECIDING = {
    Kind.FIRM: _text,
    Kind.TEXT: _text,
    Kind.ADDRESS: _address,
    Kind.PHONE: _phone,
    Kind.CODE: _code,
    Kind.DATE: _date,
}
