"""Where the people of a purchase stand in the picture: who reports to whom, drawn from the top, wrapped into bands.

Lengths are pixels of the drawing. Nobody is drawn twice; who reports to somebody that is not drawn, or in a circle,
stands at the top.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

BOX_WIDTH, BOX_HEIGHT = 172, 88
GAP, DROP = 20, 44
BAND = 4 * BOX_WIDTH + 3 * GAP
"""Trees side by side may become this wide; then a new band begins below."""
INDENT, ROW_GAP, NARROW = 22, 12, 300
DEEPEST = 5
"""On the narrow drawing, deeper levels are not indented further."""


@dataclass(frozen=True)
class Person:
    """Somebody to be drawn, and the key of the one they report to."""

    key: int
    reports_to: int | None = None


@dataclass(frozen=True)
class Box:
    """The place of one person: left upper corner and size."""

    key: int
    x: int
    y: int
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT


@dataclass(frozen=True)
class Link:
    """A line from the one above to the one who reports: the points it runs through."""

    upper: int
    lower: int
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Picture:
    """All boxes and lines, and how large the drawing is."""

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    width: int
    height: int


def forest(people: Sequence[Person]) -> tuple[list[int], dict[int, list[int]]]:
    """Who stands at the top, and who stands below each, in the order given. Circles are cut at their first person."""
    above = {p.key: p.reports_to for p in people}
    below: dict[int, list[int]] = defaultdict(list)
    tops: list[int] = []
    for person in people:
        upper = above[person.key]
        if upper is None or upper not in above or _returns(person.key, above):
            above[person.key] = None
            tops.append(person.key)
        else:
            below[upper].append(person.key)
    return tops, dict(below)


def _returns(key: int, above: dict[int, int | None]) -> bool:
    """Whether the way up from `key` comes back to it."""
    seen: set[int] = set()
    step = above.get(key)
    while step is not None and step not in seen:
        if step == key:
            return True
        seen.add(step)
        step = above.get(step)
    return False


def wide(people: Sequence[Person]) -> Picture:
    """The picture for a screen: each one in the middle above those who report to them."""
    tops, below = forest(people)
    boxes: dict[int, Box] = {}
    left = top = lowest = right = 0
    for key in tops:
        span = _span(key, below)
        if left and left + span > BAND:
            left, top = 0, lowest + DROP
        _place(key, below, left, top, boxes)
        lowest = max(lowest, *(boxes[k].y + BOX_HEIGHT for k in _family(key, below)))
        right, left = max(right, left + span), left + span + GAP
    links = tuple(_elbow(boxes[u], boxes[k]) for u, keys in below.items() for k in keys)
    return Picture(tuple(boxes[p.key] for p in people), links, right, lowest)


def narrow(people: Sequence[Person]) -> Picture:
    """The picture for a phone: one below the other, indented under whom they report to."""
    tops, below = forest(people)
    boxes: dict[int, Box] = {}
    for key in tops:
        for one, depth in _walk(key, below):
            x = min(depth, DEEPEST) * INDENT
            boxes[one] = Box(one, x, len(boxes) * (BOX_HEIGHT + ROW_GAP), NARROW - x)
    links = tuple(_hook(boxes[u], boxes[k]) for u, keys in below.items() for k in keys)
    height = len(boxes) * (BOX_HEIGHT + ROW_GAP) - ROW_GAP if boxes else 0
    return Picture(tuple(boxes[p.key] for p in people), links, NARROW if boxes else 0, height)


def _span(key: int, below: dict[int, list[int]]) -> int:
    spans = [_span(k, below) for k in below.get(key, ())]
    return max(BOX_WIDTH, sum(spans) + GAP * (len(spans) - 1)) if spans else BOX_WIDTH


def _place(key: int, below: dict[int, list[int]], left: int, top: int, boxes: dict[int, Box]) -> None:
    span = _span(key, below)
    boxes[key] = Box(key, left + (span - BOX_WIDTH) // 2, top)
    spans = [(_span(k, below), k) for k in below.get(key, ())]
    at = left + (span - sum(s for s, _k in spans) - GAP * max(0, len(spans) - 1)) // 2
    for width, lower in spans:
        _place(lower, below, at, top + BOX_HEIGHT + DROP, boxes)
        at += width + GAP


def _family(key: int, below: dict[int, list[int]]) -> Iterable[int]:
    return (one for one, _depth in _walk(key, below))


def _walk(key: int, below: dict[int, list[int]], depth: int = 0) -> Iterable[tuple[int, int]]:
    yield key, depth
    for lower in below.get(key, ()):
        yield from _walk(lower, below, depth + 1)


def _elbow(upper: Box, lower: Box) -> Link:
    start, end = upper.x + upper.width // 2, lower.x + lower.width // 2
    bend = lower.y - DROP // 2
    return Link(upper.key, lower.key, ((start, upper.y + upper.height), (start, bend), (end, bend), (end, lower.y)))


def _hook(upper: Box, lower: Box) -> Link:
    x, y = upper.x + INDENT // 2, lower.y + lower.height // 2
    return Link(upper.key, lower.key, ((x, upper.y + upper.height), (x, y), (lower.x, y)))


def clipped(text: str, columns: int) -> str:
    """`text` cut to so many columns, of which a Chinese character takes two; what was cut ends in “…”."""
    if _columns(text) <= columns:
        return text
    kept = ""
    for character in text:
        if _columns(kept + character) > columns - 1:
            break
        kept += character
    return f"{kept.rstrip()}…"


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
