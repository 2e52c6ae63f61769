"""What somebody typed, as the terms by which the index is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from yanzhen.platform.search import folding

MOST_WORDS, MOST_LETTERS, MOST_WAYS = 6, 60, 8
LEAST_PHONE, LEAST_NUMBER, LEAST_LONG_CODE = 4, 3, 4


@dataclass(frozen=True)
class Way:
    """One way to understand what was typed: terms that all must stand, and the one that stands at a beginning."""

    terms: tuple[str, ...]
    start: str = ""
    is_edge: bool = False
    """Whether every term of it stands at a beginning or an end, so that few records hold them."""

    def __add__(self, other: "Way") -> "Way":
        return Way((*self.terms, *other.terms), self.start, self.is_edge and other.is_edge)


@dataclass(frozen=True)
class Question:
    """What was typed, taken apart: its words in their form, and the ways to look for them in the index."""

    text: str
    words: tuple[str, ...]
    ways: tuple[Way, ...]

    @property
    def phone(self) -> str:
        """The typed digits from the last to the first, where it can be the ending of a phone number."""
        bare = self.text.translate(_PHONE_MARKS)
        digits = folding.digits_of(bare)
        return digits[::-1] if bare.isascii() and bare.isdigit() and LEAST_PHONE <= len(digits) <= 20 else ""

    @property
    def number(self) -> str:
        """The beginning of a document number, where it can be one."""
        bare = self.text
        looks_so = any(c.isdigit() or c == "-" for c in bare) and " " not in bare and bare.isprintable()
        return bare if len(bare) >= LEAST_NUMBER and looks_so else ""

    @property
    def is_code(self) -> bool:
        """Whether it is one word with digits, long enough to be looked up by the beginnings and ends of codes."""
        return len(self.words) == 1 and _has_edges(self.words[0])

    @property
    def is_long_number(self) -> bool:
        """Whether it is all digits and longer than any beginning that is kept: nobody types the middle of such."""
        return self.is_code and self.words[0].isdigit() and len(self.words[0]) > max(folding.BEGINNINGS)

    @property
    def is_empty(self) -> bool:
        return not (self.ways or self.phone or self.number)


_PHONE_MARKS = str.maketrans("", "", " -+()（）")


def asked(text: str) -> Question:
    """Take apart what was typed; too much of it is cut off."""
    text = text.replace("\x00", "").strip()[:MOST_LETTERS]
    words = tuple(folding.folded(text).split()[:MOST_WORDS])
    choices = [found for word in words if (found := ways_of(word))]
    ways = [_joined(combined) for combined in islice(product(*choices), MOST_WAYS)] if choices else []
    return Question(text, words, tuple(ways))


def _joined(combined: Sequence[Way]) -> Way:
    whole = combined[0]
    for way in combined[1:]:
        whole += way
    return whole


def ways_of(word: str) -> list[Way]:
    """The ways to look for one word; none for a single character, which the index does not hold."""
    if len(word) < 2:
        return []
    if not word.isascii():
        terms = tuple(folding.pieces(word))
        return [Way(terms, f"^{word[:2]}")]
    ways = [Way((word,), f"^{word}") if len(word) == 2 else Way(folding.covering(word), f"^{word[:3]}")]
    if word.isalpha() and len(word) <= 12:
        ways.append(Way(tuple(f"~{a}{b}" for a, b in pairwise(word)), f"^~{word[:2]}"))
    if _has_edges(word):
        ways += [Way((term,), is_edge=True) for term in (folding.beginning_term(word), folding.ending_term(word))]
    return ways


def _has_edges(word: str) -> bool:
    return len(word) >= LEAST_LONG_CODE and word.isascii() and any(c.isdigit() for c in word)
