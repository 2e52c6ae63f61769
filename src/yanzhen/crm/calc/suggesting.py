"""Which firms that are there may be the one that somebody types, with what speaks for and against each.

The score is that of `linking` (Fellegi and Sunter), but while somebody types there is nothing to learn from, so m is
set here and u comes from how rare the name is among the names at hand. In bits: before anything is compared
-log2(number of customers); what a name tells is the rarity of its characters and of those side by side; a number that
this one has and n others is worth log2(m · customers ÷ n).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2

from rapidfuzz.distance import OSA

from yanzhen.crm.calc import comparing, english_names, names, short_names
from yanzhen.crm.calc.comparing import Kind
from yanzhen.crm.calc.linking import Reason, chance
from yanzhen.crm.calc.short_names import SIDE_BY_SIDE, Rarity

NAME, SOUND, PART, NEARLY, PHONE, CREDIT_CODE, ADDRESS = (
    "name", "sound", "part", "nearly", "phone", "credit_code", "address"
)  # fmt: skip
"""What two firms may agree in; the first four are ways in which names do."""
OTHER_NAME = "other_name"
LETTER = 2.3
"""Bits that a letter of a word tells, as in English text (Shannon 1951)."""
SLIP = 4.0
"""What it costs that a character differs: one name in sixteen is written so."""
SOUND_TELLS = 0.6
"""How much of what a name tells its sound tells: typed in pinyin, characters are chosen from a list."""
DIFFERENT = -5.0
"""The weight of names that have nothing to do with each other: three firms in a hundred are known by two such."""
KEPT = 0.7
"""m of a number: how often the same firm has the same one in both records."""
STREETS = {4: 10.0, 3: 7.0, 2: 3.0, 1: 0.0, 0: -1.0}
"""The weight of each level of two addresses (`comparing.LEVELS`), in bits."""
LEAST = 0.5


@dataclass(frozen=True)
class Firm:
    """What is known of a firm; empty where nothing is."""

    name: str
    phone: str = ""
    credit_code: str = ""
    address: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A firm that may be meant, by its place among those given: score in bits, chance (0 to 1), reasons."""

    place: int
    score: float
    chance: float
    reasons: tuple[Reason, ...]


def suggest(
    typed: Firm, others: Sequence[Firm], rarity: Rarity, *, customers: int, least: float = LEAST
) -> list[Suggestion]:
    """The firms that may be the one typed, the likeliest first.

    Parameters: `rarity` of the characters of names at hand; `customers` how many there are in all, of whom `others` are
    those worth a look; `least` the smallest chance (0 to 1). Firms whose phone or credit code is the very one stay
    whatever their chance.
    """
    count = max(customers, 2)
    sharing = sum(1 for other in others if _same(Kind.PHONE, typed.phone, other.phone))
    found = []
    for place, other in enumerate(others):
        reasons = tuple(_reasons(typed, other, rarity, count, max(sharing, 1)))
        score = sum(reason.weight for reason in reasons) - log2(count)
        if chance(score) >= least or any(r.field in (PHONE, CREDIT_CODE) for r in reasons):
            found.append(Suggestion(place, score, chance(score), tuple(sorted(reasons, key=lambda r: -r.weight))))
    return sorted(found, key=lambda s: (-s.score, s.place))


def _reasons(typed: Firm, other: Firm, rarity: Rarity, count: int, sharing: int) -> list[Reason]:
    found = []
    if typed.name.strip():
        way, weight = name_weight(names.name_key(typed.name), names.name_key(other.name), rarity)
        found.append(Reason(way, "", weight))
    if _same(Kind.CODE, typed.credit_code, other.credit_code):
        found.append(Reason(CREDIT_CODE, "", log2(count) + 10))
    if _same(Kind.PHONE, typed.phone, other.phone):
        found.append(Reason(PHONE, "", log2(KEPT * count / sharing)))
    level = comparing.address_level(typed.address, other.address)
    if level != comparing.MISSING:
        found.append(Reason(ADDRESS, comparing.LEVELS[Kind.ADDRESS][level], STREETS[level]))
    return found


def _same(kind: Kind, one: str, other: str) -> bool:
    form = comparing.form(kind, one)
    return bool(form) and form == comparing.form(kind, other)


def name_weight(one: str, other: str, rarity: Rarity) -> tuple[str, float]:
    """How the keys of two names agree, and what that weighs in bits; the same whichever comes first."""
    short, long = sorted((one, other), key=lambda key: (len(key), key))
    if not short:
        return OTHER_NAME, 0.0
    if short == long:
        return NAME, told(short, rarity)
    ways = [(OTHER_NAME, DIFFERENT)]
    if len(short) > 1 and short not in names.EVERYBODY and _in_order(short, long):
        ways.append((PART, _part(short, long, rarity)))
    if OSA.distance(short, long) <= _allowed(short):
        ways.append((NEARLY, sum(told(part, rarity) for part in _common(short, long)) - SLIP))
    if names.HAN.search(short) and sounds(short) == sounds(long):
        ways.append((SOUND, max(SOUND_TELLS * told(short, rarity), ways[-1][1] + SLIP / 2)))
    return max(ways, key=lambda way: way[1])


def told(key: str, rarity: Rarity) -> float:
    """What a name tells, in bits: the rarity of its characters, half of that of each two side by side; letters less."""
    alone = sum(LETTER if c.isascii() else rarity.of(c) for c in key)
    return alone + SIDE_BY_SIDE * sum(rarity.of(a + b) for a, b in pairwise(key) if not (a + b).isascii())


def _part(short: str, long: str, rarity: Rarity) -> float:
    """What the shorter name tells inside the longer one, less a little for what is left over."""
    if not names.HAN.search(short):
        return told(short, rarity) - short_names.LEFT_OVER * LETTER * (len(long) - len(short))
    laid = short_names.laid(short.upper(), long.upper(), rarity)
    return sum(piece.weight for piece in laid.pieces) - laid.left_over


def _in_order(short: str, long: str) -> bool:
    """Whether the longer one begins or ends so, or has it inside; of Chinese, also with characters between."""
    rest = iter(long)
    return short in long or (bool(names.HAN.search(short)) and all(c in rest for c in short))


def _allowed(short: str) -> int:
    """Slips that two names of this length may differ in: of Chinese one from three characters on, else one in six."""
    return (1 if len(short) > 2 else 0) if names.HAN.search(short) else len(short) // 6


def _common(short: str, long: str) -> tuple[str, str]:
    """The characters that stand at the same place from the beginning, and from the end."""
    size = len(short)
    head = next((n for n in range(size) if short[n] != long[n]), size)
    tail = next((n for n in range(size - head) if short[-1 - n] != long[-1 - n]), size - head)
    return short[:head], short[size - tail :]


@lru_cache(maxsize=20_000)
def sounds(key: str) -> str:
    """A name as it is said, the usual reading of each character."""
    return " ".join((english_names.syllables(c) or (c,))[0] for c in key)
