"""Reading facts about the market: what is known of a part of it, over a period, from which rows.

Amounts are `Decimal`; several currencies in one answer are refused. Nothing is estimated: a period is known when one
row, or rows of shorter periods without a gap, cover exactly it; a whole is known when it has rows of its own, or every
part has.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yanzhen.lib.periods import month_start, shifted

LENGTHS = (12, 3, 1)
"""Months of a year, a quarter and a month: the longest first."""


class MixedCurrencies(ValueError):
    """Figures in several currencies were to be added up or compared."""

    def __init__(self, currencies: Collection[str]):
        self.currencies = tuple(sorted(currencies))
        super().__init__(", ".join(self.currencies))


@dataclass(frozen=True)
class Fact:
    """One row: `value` over `months` months from the first of `starts`; without region or category, of all of them."""

    key: int
    kind: str
    starts: date
    months: int
    value: Decimal
    found_on: date
    currency: str = ""
    region: int | None = None
    category: int | None = None
    competitor: int | None = None

    @property
    def ends(self) -> date:
        """The first day of the month after the period."""
        return shifted(self.starts, self.months)


@dataclass(frozen=True)
class Known:
    """What the rows say, the keys of those that were used, and of those that a later finding replaced."""

    value: Decimal
    currency: str
    used: tuple[int, ...]
    replaced: tuple[int, ...] = ()


@dataclass(frozen=True)
class Parts:
    """Of what a whole consists: all regions, the widest categories, and the categories below each."""

    regions: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    below: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


Cell = tuple[str, int | None, int | None, int | None]


class Ledger:
    """All facts, and what they say.

    Parameters
    ----------
    facts : the rows
    parts : of what a whole consists
    levels : kinds that hold at a time; the latest one that begins by the end of the period counts
    summed : kinds whose parts add up to the whole
    """

    def __init__(
        self, facts: Iterable[Fact], parts: Parts, *, levels: Collection[str] = (), summed: Collection[str] = ()
    ) -> None:
        self.parts, self.levels, self.summed = parts, frozenset(levels), frozenset(summed)
        self._cells: dict[Cell, list[Fact]] = {}
        for fact in facts:
            self._cells.setdefault((fact.kind, fact.region, fact.category, fact.competitor), []).append(fact)

    def known(
        self,
        kind: str,
        *,
        start: date,
        end: date,
        region: int | None = None,
        category: int | None = None,
        competitor: int | None = None,
        currency: str = "",
        finest: bool = False,
    ) -> Known | None:
        """What is known of a kind in a part of the market from `start` to `end`; None when nothing is, or not all.

        Parameters
        ----------
        start, end : first and last day; whole months, both are widened to them
        currency : only figures in this currency; without it, several currencies raise `MixedCurrencies`
        finest : read the shortest periods first instead of the longest, to hold both readings against each other
        """
        first, after = month_start(start), shifted(month_start(end), 1)
        cell = (kind, region, category, competitor)
        facts = [f for f in self._cells.get(cell, ()) if not currency or f.currency in {currency, ""}]
        own = _latest(facts, after) if kind in self.levels else _over(facts, first, after, finest)
        if own is not None or kind not in self.summed:
            return own
        asked = {"start": start, "end": end, "currency": currency, "finest": finest}
        below = self.parts.categories if category is None else self.parts.below.get(category, ())
        by_category = [self.known(kind, region=region, category=c, competitor=competitor, **asked) for c in below]  # type: ignore[arg-type]
        if (whole := _whole(by_category)) is not None or region is not None:
            return whole
        regions = self.parts.regions
        return _whole([self.known(kind, region=r, category=category, competitor=competitor, **asked) for r in regions])  # type: ignore[arg-type]

    def competitors(self, kind: str) -> list[int]:
        """The keys of those who have facts of a kind."""
        return sorted({cell[3] for cell in self._cells if cell[0] == kind and cell[3] is not None})

    def places(self, kind: str) -> set[tuple[int | None, int | None]]:
        """The (region, category) for which there are facts of a kind."""
        return {(cell[1], cell[2]) for cell in self._cells if cell[0] == kind}

    def years(self, kind: str) -> list[int]:
        """The years in which facts of a kind begin, the first one first."""
        return sorted({f.starts.year for cell, facts in self._cells.items() if cell[0] == kind for f in facts})

    def currencies(self) -> list[str]:
        """Every currency in which something is known."""
        return sorted({fact.currency for facts in self._cells.values() for fact in facts if fact.currency})


def together(known: Sequence[Known]) -> Known:
    """The sum of what is known; raises `MixedCurrencies`."""
    currencies = {k.currency for k in known}
    if len(currencies) > 1:
        raise MixedCurrencies(currencies)
    return Known(
        sum((k.value for k in known), Decimal(0)),
        currencies.pop() if currencies else "",
        tuple(key for k in known for key in k.used),
        tuple(key for k in known for key in k.replaced),
    )


def _whole(parts: Sequence[Known | None]) -> Known | None:
    found = [part for part in parts if part is not None]
    return together(found) if found and len(found) == len(parts) else None


def _newest(facts: Iterable[Fact]) -> Fact:
    return max(facts, key=lambda f: (f.found_on, f.key))


def _latest(facts: Sequence[Fact], after: date) -> Known | None:
    begun = [f for f in facts if f.starts < after]
    if not begun:
        return None
    last = max(f.starts for f in begun)
    return _chosen([[f for f in begun if f.starts == last]])


def _over(facts: Sequence[Fact], first: date, after: date, finest: bool) -> Known | None:
    """Rows that cover the period without gap or overlap, the longest (or the shortest) ones first."""
    tiles: dict[tuple[date, int], list[Fact]] = {}
    for fact in facts:
        tiles.setdefault((fact.starts, fact.months), []).append(fact)
    lengths = LENGTHS[::-1] if finest else LENGTHS
    ways: dict[date, list[list[Fact]] | None] = {after: []}
    months = [shifted(first, n) for n in range((after.year - first.year) * 12 + after.month - first.month)]
    for month in reversed(months):
        ways[month] = None
        for length in lengths:
            rest = ways.get(shifted(month, length))
            if (month, length) in tiles and rest is not None:
                ways[month] = [tiles[(month, length)], *rest]
                break
    way = ways[first]
    return _chosen(way) if way else None


def _chosen(way: Sequence[Sequence[Fact]]) -> Known:
    """The row found last of each tile; the currencies of all of them must agree."""
    if len(currencies := {f.currency for tile in way for f in tile}) > 1:
        raise MixedCurrencies(currencies)
    used = [_newest(tile) for tile in way]
    kept = {f.key for f in used}
    replaced = tuple(f.key for tile in way for f in tile if f.key not in kept)
    return Known(sum((f.value for f in used), Decimal(0)), used[0].currency, tuple(f.key for f in used), replaced)
