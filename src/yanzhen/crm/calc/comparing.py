"""How far two values of one field may agree, as one of a few levels, by the kind of the field.

A level is a whole number: 0 differs, the highest says the same, `MISSING` that one of the two values is not there.
Levels are the same whichever value comes first. Values are compared in their *form* (`form`), so spelling that means
nothing (capitals, blanks, points, full width) is not seen here. Many records at once are compared by splink, with the
conditions of `levels`; one address against a few, while somebody types, by `address_level`.
Source: Winkler (1990) and Christen, *Data Matching* (2012), ch. 5: few ordered levels instead of a raw similarity.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

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
    Kind.FIRM: ("differs", "alike", "contained", "sounds the same", "nearly the same", "the same"),
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


def address_level(one: str, other: str) -> int:
    """How far two addresses as people typed them agree: an index into the levels of an address, or `MISSING`."""
    a, b = form(Kind.ADDRESS, one), form(Kind.ADDRESS, other)
    x, y = a.replace(" ", ""), b.replace(" ", "")
    if not (x and y):
        return MISSING
    if x == y:
        return 4
    similar = 1 - OSA.distance(x, y) / max(len(x), len(y))
    numbers, others = NUMBER.findall(a), NUMBER.findall(b)
    same_number = bool(numbers) and bool(others) and numbers[0] == others[0]
    if similar >= NEARLY and numbers == others:
        return 3
    if (similar >= ALIKE and (same_number or not (numbers and others))) or similar >= NEARLY:
        return 2
    return 1 if same_number else 0
