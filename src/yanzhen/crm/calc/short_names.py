"""Which full name a short one stands for: 万科Ａ → 万科企业股份有限公司, 沙河 → 沙河实业股份有限公司.

A short name is made by leaving characters out, hardly ever by changing their order. So its characters are laid over the
full name in their order, each worth as much as it is rare among the full names at hand (log2 of their number over those
that have it): 公司 is worth nothing, a place or a trade little, a name of one's own most. What stands side by side in
both is worth more; what is left over costs, in the short name fully, in the full one little.
Source: inverse document frequency (Spärck Jones 1972) on an longest common subsequence (Hirschberg 1975).
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log2

from rapidfuzz.distance import LCSseq

from yanzhen.crm.calc import names

SIDE_BY_SIDE = 0.5
"""How much of the rarity of a pair of characters counts when it stands side by side in both names."""
LEFT_OVER = 0.15
"""What a character of the full name costs that the short one leaves out, as a part of its weight."""
BEGINS = 1.0
"""Bits for a short name that begins where the name of one's own does, after the place."""
COMMON = 0.5
"""How much of its rarity a character keeps that belongs to the place."""
MOST = 60
"""So many full names are laid beside a short one: those whose characters in common weigh most."""
SHORT_PLACES = dict(
    pair.split(":")
    for pair in (
        "京:北京 津:天津 沪:上海 申:上海 渝:重庆 冀:河北 晋:山西 辽:辽宁 吉:吉林 黑:黑龙江 苏:江苏 浙:浙江 皖:安徽 "
        "闽:福建 赣:江西 鲁:山东 豫:河南 鄂:湖北 湘:湖南 粤:广东 琼:海南 川:四川 蜀:四川 黔:贵州 贵:贵州 滇:云南 "
        "云:云南 陕:陕西 秦:陕西 甘:甘肃 陇:甘肃 青:青海 蒙:内蒙古 桂:广西 藏:西藏 宁:宁夏 新:新疆 深:深圳 穗:广州"
    ).split()
)
"""One character that stands for a place."""
MARKS = re.compile(r"^(?:\*?S?\*?ST|XD|XR|DR|[NCU])(?=[一-鿿])|(?<=[一-鿿])-?[ABHUWV]$")
"""What an exchange writes before or behind a short name: losses, first day, class of share."""


@dataclass(frozen=True)
class Piece:
    """Characters of the short name that stand in the full one side by side, and what they weigh in bits."""

    text: str
    weight: float


@dataclass(frozen=True)
class Meant:
    """A full name that may be meant, by its place among those given; its score in bits and what makes it."""

    place: int
    name: str
    score: float
    pieces: tuple[Piece, ...]
    left_over: float
    missing: float


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A name without blanks, signs and brackets, in half width and capitals."""
    return names.NO_LETTER.sub("", unicodedata.normalize("NFKC", name)).upper()


def unmarked(short: str) -> str:
    """A short name without the marks of an exchange; unchanged when nothing else would be left."""
    bare = "".join(unicodedata.normalize("NFKC", short).split()).upper()
    return plain(MARKS.sub("", bare)) or plain(bare)


class FullNames:
    """Full names among which short ones are looked up; built once, in memory: about 2 KB a name."""

    def __init__(self, full_names: Sequence[str]) -> None:
        self.names = list(full_names)
        self.forms = [plain(name) for name in self.names]
        self.rarity = Rarity(self.forms)
        self._holders: dict[str, list[int]] = defaultdict(list)
        for place, form in enumerate(self.forms):
            for character in set(form) | _short_places(form):
                self._holders[character].append(place)

    def meant(self, short: str, most: int = 5) -> list[Meant]:
        """The full names that a short one may stand for, the likeliest first; none that shares nothing with it."""
        form = unmarked(short)
        worth: Counter[int] = Counter()
        for character in set(form):
            weight = self.rarity.of(character)
            for place in self._holders.get(character, ()):
                worth[place] += weight  # type: ignore[assignment]
        best = sorted(worth, key=lambda place: (-worth[place], place))[:MOST]
        found = [laid(form, self.forms[p], self.rarity, place=p, name=self.names[p]) for p in best]
        return sorted(found, key=lambda m: (-m.score, m.place))[:most]


class Rarity:
    """How much a character, or two side by side, tell: log2 of the names over those that have it, in bits."""

    def __init__(self, forms: Iterable[str]) -> None:
        self.count = 0
        self._having: Counter[str] = Counter()
        for form in forms:
            self.count += 1
            self._having.update(set(form))
            self._having.update({a + b for a, b in pairwise(form)})

    def of(self, piece: str) -> float:
        """Bits of one character or of two; never below zero. What nobody has counts as had by one."""
        return log2((self.count + 1) / max(self._having[piece], 1)) if self.count else 1.0


def usual() -> list[str]:
    """Names such as every town has, in their form: what is common even where few names are known yet."""
    trades = sorted(names.EVERYBODY)
    ends = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司")
    return [f"{city}{trades[n % len(trades)]}{ends[n % len(ends)]}" for n, city in enumerate(names.CITIES)]


def _short_places(form: str) -> set[str]:
    return {short for short, place in SHORT_PLACES.items() if place in form}


def laid(short: str, full: str, rarity: Rarity, *, place: int = 0, name: str = "") -> Meant:
    """Lay a short name over a full one, both `plain`: the longest run of characters that stand in both in this order.

    Score = what stands in both + side by side + the beginning - what the short name has alone - what is left over.
    """
    begins = _place_length(full)
    worth = [rarity.of(c) * (COMMON if at < begins else 1.0) for at, c in enumerate(full)]
    blocks = [(b.a, b.b, b.size) for b in LCSseq.opcodes(short, full).as_matching_blocks() if b.size]
    pieces = tuple(Piece(full[b : b + n], _weight(full, worth, rarity, b, n)) for _a, b, n in blocks)
    alone = set(range(len(short))) - {at for a, _b, n in blocks for at in range(a, a + n)}
    missing = sum(rarity.of(short[at]) * (COMMON if _stands_for(short, at, full) else 1.0) for at in alone)
    left_over = LEFT_OVER * (sum(worth) - sum(worth[at] for _a, b, n in blocks for at in range(b, b + n)))
    start = BEGINS if blocks and blocks[0][:2] in ((0, 0), (0, begins)) else 0.0
    score = sum(piece.weight for piece in pieces) + start - missing - left_over
    return Meant(place, name or full, score, pieces, left_over, missing)


def _weight(full: str, worth: Sequence[float], rarity: Rarity, begin: int, size: int) -> float:
    """What a piece weighs: its characters, and those that stand side by side once more."""
    together = sum(rarity.of(full[at : at + 2]) for at in range(begin, begin + size - 1))
    return sum(worth[begin : begin + size]) + SIDE_BY_SIDE * together


def _stands_for(short: str, at: int, full: str) -> bool:
    """Whether a character that the full name has not is the short one of a place that it has: 粤 of 广东."""
    return SHORT_PLACES.get(short[at], "?") in full


def _place_length(full: str) -> int:
    """How many characters at the beginning are a place; none where hardly anything else would be left."""
    found = names.PLACE.match(full)
    end = found.end() if found else 0
    return end if len(full) - end >= names.LEAST else 0
