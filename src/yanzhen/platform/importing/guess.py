"""Guess which column fills which field: from the names of the columns in both languages, and from what they hold."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from yanzhen.platform.importing import slots, words
from yanzhen.platform.importing.slots import Slot
from yanzhen.platform.imports import values
from yanzhen.platform.imports.nouns import Noun
from yanzhen.platform.imports.values import BadValue, Cell

CERTAIN, SURE, LIKELY, LEAST = 1.0, 0.95, 0.8, 0.5
SAMPLES = 50
HEAD_ROWS = 20
BY_CODE = ("编号", "代码", "编码", "工号", "号", "code", "number", "no", "id", "key")
BY_NAME = ("名称", "姓名", "名", "name")
_NOISE = re.compile(r"[\s*＊_\-/\\.:：,，、·#]+|[(\[{].*?[)\]}]")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"(\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})")


@dataclass(frozen=True)
class Guess:
    """One column of a file: the slot it seems to fill, how sure that is (0 to 1), and what it holds."""

    column: str
    slot: str = ""
    confidence: float = 0.0
    lookup: str = ""
    samples: list[str] = field(default_factory=list)


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A column's name without what people decorate it with: stars, units in brackets, blanks, capitals."""
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    return _NOISE.sub("", text) or text


def columns(noun: Noun, header: Sequence[str], rows: Iterable[Sequence[Cell]], known: dict[str, Slot]) -> list[Guess]:
    """A guess for every column that has a name; each slot is given to the column that fits it best."""
    some = [list(row) for _n, row in zip(range(SAMPLES), rows, strict=False)]
    held = {i: [r[i] for r in some if i < len(r) and not values.is_empty(r[i])] for i in range(len(header))}
    scored = sorted(
        (
            (-score, position, order, key, lookup)
            for position, name in enumerate(header)
            if name
            for order, (key, slot) in enumerate(known.items())
            for score, lookup in [_score(noun, name, slot, held[position])]
            if score >= LEAST
        ),
    )
    taken: dict[int, tuple[str, float, str]] = {}
    used: set[str] = set()
    for score, position, _order, key, lookup in scored:
        if position not in taken and key not in used:
            taken[position] = (key, -score, lookup)
            used.add(key)
    found = []
    for position, name in enumerate(header):
        if name:
            slot, confidence, lookup = taken.get(position, ("", 0.0, ""))
            found.append(Guess(name, slot, round(confidence, 2), lookup, [_shown(c) for c in held[position][:3]]))
    return found


def _shown(cell: Cell) -> str:
    try:
        return values.shortened(values.text(cell), 40)
    except BadValue:
        return values.shortened(cell, 40)


def _score(noun: Noun, name: str, slot: Slot, held: list[Cell]) -> tuple[float, str]:
    """How well a column fits a slot, and by which field it names a related record."""
    score, lookup = _by_name(noun.name, plain(name), slot)
    if slot.target.related is not None:
        return (score, _lookup(slot, held, lookup)) if score >= LEAST else (score, "")
    fits = _fits(slot, held)
    if score >= CERTAIN:
        return score, ""
    if score >= LEAST:
        return score * (0.5 + 0.5 * fits), ""
    return (0.6 if held and _is_telling(slot, held) else 0.0), ""


def _by_name(noun: str, name: str, slot: Slot) -> tuple[float, str]:
    best, lookup = 0.0, ""
    for word, worth, how in _names(noun, slot.key):
        if name == word:
            score = worth
        elif len(word) >= 2 and len(name) > len(word) and name.endswith(word) and not word.isascii():
            score = LIKELY * worth
        elif len(word) >= 4 and (close := fuzz.ratio(name, word)) >= 85:
            score = 0.9 * worth * close / 100
        else:
            continue
        if score > best:
            best, lookup = score, how
    return best, lookup


@lru_cache(maxsize=2_000)
def _names(noun_name: str, key: str) -> list[tuple[str, float, str]]:
    """Every name a slot goes by, what a hit is worth, and by which field a relation is then named."""
    from yanzhen.platform.imports import nouns

    noun = nouns.importable()[noun_name]
    slot = slots.of_noun(noun)[key]
    own = {plain(label) for label in slots.labels(noun)[key]}
    bare = key.removeprefix(slots.LINES)
    other = {plain(bare), *map(plain, words.of_field(noun_name, key))} - own
    found = [(n, CERTAIN, "") for n in own] + [(n, SURE, "") for n in other]
    called = {plain(word) for word in slots.noun_labels(noun.model)}
    if slot.target.related is None:
        # “客户名称” in a file of customers is the name; a little weaker than a label that says just that.
        for worth, words_ in ((SURE + 0.02, own), (SURE - 0.01, other)):
            found += [(c + n, worth, "") for c in called for n in words_ if not slot.is_line]
        return found
    code, name = slot.lookups[0], slot.lookups[-1]
    things = own | other | {plain(w) for w in slots.noun_labels(slot.target.related)}
    found += [(t, SURE - 0.05, "") for t in things - own - other]
    found += [(t + plain(end), SURE, code) for t in things for end in BY_CODE]
    if name != code:
        found += [(t + plain(end), SURE, name) for t in things for end in BY_NAME]
    return found


def _lookup(slot: Slot, held: list[Cell], hinted: str) -> str:
    """By which field the related records are named: what most cells really find, else what the header says."""
    related, best, most = slot.target.related, hinted or slot.lookups[0], 0
    assert related is not None
    written = {_shown(cell) for cell in held}
    for lookup in slot.lookups if written and "pk" not in slot.lookups[:1] else []:
        found = related._default_manager.filter(**{f"{lookup}__in": written}).values(lookup).distinct().count()
        if found > most:
            best, most = lookup, found
    return best


def _fits(slot: Slot, held: list[Cell]) -> float:
    """The share of cells that can be taken as they are."""
    if not held:
        return 1.0
    if slot.kind == "choice":
        known = {w.casefold() for w in slots.choice_words(slot)}
        return sum(_shown(c).casefold() in known for c in held) / len(held)
    parse = slot.target.parser()
    good = 0
    for cell in held:
        try:
            parse(cell)
            good += 1
        except BadValue:
            continue
    return good / len(held)


def _is_telling(slot: Slot, held: list[Cell]) -> bool:
    """Whether the content alone gives the column away."""
    shapes = {"credit_code": _CREDIT_CODE, "email": _MAIL, "phone": _PHONE}
    shape = shapes.get(slot.key)
    return shape is not None and all(shape.fullmatch(_shown(c)) for c in held)


def header_row(noun: Noun | None, rows: Sequence[Sequence[Cell]], all_nouns: Iterable[Noun] = ()) -> int:
    """Which of the first rows names the columns, counted from 0: the one most of whose cells are names we know.

    Titles, dates of printing and notes above it are passed by; without a hit it is the first row with most columns.
    """
    candidates = [noun] if noun is not None else list(all_nouns)
    best, best_score = 0, 0.0
    for index, row in enumerate(rows[:HEAD_ROWS]):
        cells = [plain(str(c)) for c in row if isinstance(c, str) and c.strip()]
        if len(cells) < 2 and index + 1 < len(rows):
            score = 0.0
        else:
            hits = max((_hits(n, cells) for n in candidates), default=0)
            score = hits + (0.5 if cells and len(cells) == sum(not values.is_empty(c) for c in row) else 0)
        if score > best_score:
            best, best_score = index, score
    return best


def _hits(noun: Noun, cells: list[str]) -> int:
    known = {n for key in slots.of_noun(noun) for n, _worth, _how in _names(noun.name, key)}
    return sum(cell in known for cell in cells)


def rank(nouns_: Iterable[Noun], header: Sequence[str], hints: Sequence[str] = ()) -> list[str]:
    """Which kinds of record a file may hold, the likeliest first: columns known, less what is required and missing.

    Where that leaves a choice, the names of file and sheet (`hints`) decide.
    """
    said = " ".join(plain(hint) for hint in hints)
    scores = []
    for noun in nouns_:
        known = slots.of_noun(noun)
        taken = {g.slot: g.confidence for g in columns(noun, header, [], known) if g.slot}
        missing = sum(slot.required and key not in taken for key, slot in known.items())
        is_named = max((len(n) for n in map(plain, slots.noun_labels(noun.model)) if n and n in said), default=0)
        scores.append((sum(taken.values()) - missing + min(is_named, 20) / 50, noun.name))
    return [name for _score, name in sorted(scores, key=lambda s: (-s[0], s[1]))]
