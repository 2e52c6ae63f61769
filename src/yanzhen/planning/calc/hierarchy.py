"""The series of a forecast and how they add up, out of sums of the books.

The sales of a month are cut in two ways that share only their whole: by (region, unit, person) and by (category,
product). Every such triple is a leaf of the first tree, every product one of the second. A unit holds what is sold in
the units below it.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from yanzhen.planning.calc.forecast_errors import YEAR
from yanzhen.planning.calc.reconciling import Structure

Triple = tuple[int | None, int | None, int | None]
"""region, unit, person; None where the sales have none."""
Pair = tuple[int | None, int | None]
"""category, product."""
Key = tuple[str, int | None]
"""side and key; ("", None) is the whole."""
WHOLE: Key = ("", None)
PART = "part"


@dataclass(frozen=True)
class Hierarchy:
    """Series in order, each a list of whole cents by month; `leaves` of people's triples come last.

    `split`: of each triple the person's series and the share of it that is expected of the triple.
    """

    keys: tuple[Key, ...]
    values: tuple[tuple[int, ...], ...]
    triples: tuple[Triple, ...]
    split: tuple[tuple[int, float], ...]
    structure: Structure

    @property
    def count(self) -> int:
        """Series and triples together: the places `structure` speaks of."""
        return len(self.keys) + len(self.triples)


@dataclass
class _Sums:
    """Series under construction: the sums, and which leaves they hold."""

    months: int
    values: dict[Key, list[int]] = field(default_factory=dict)
    leaves: dict[Key, list[Hashable]] = field(default_factory=dict)

    def add(self, key: Key, leaf: Hashable, row: Sequence[int]) -> None:
        total = self.values.setdefault(key, [0] * self.months)
        for n, value in enumerate(row):
            total[n] += value
        self.leaves.setdefault(key, []).append(leaf)


def build(
    people: Mapping[Triple, Sequence[int]],
    goods: Mapping[Pair, Sequence[int]],
    above: Callable[[int], Sequence[int]],
) -> Hierarchy:
    """Arrange the sums. Rows are whole cents by month, all equally long; `above` gives a unit and those it is part of.

    Both cuts must hold the same sales, else ValueError: a difference is a fault of the books.
    """
    months = len(next(iter(people.values()), ()))
    sums = _Sums(months)
    sums.values[WHOLE] = [0] * months
    for (region, unit, person), row in people.items():
        triple = (region, unit, person)
        for key in (WHOLE, ("region", region), *_units(unit, above), ("person", person)):
            sums.add(key, triple, row)
    wholes = list(sums.values[WHOLE])
    for (category, product), row in goods.items():
        for key in (("category", category), ("product", product)):
            sums.add(key, ("product", product), row)
    other = [sum(column) for column in zip(*goods.values(), strict=True)] if goods else [0] * months
    if wholes != other:
        raise ValueError("sales by person and sales by product do not add up to the same")
    return _arranged(sums, people, goods)


def _units(unit: int | None, above: Callable[[int], Sequence[int]]) -> list[Key]:
    return [("unit", None)] if unit is None else [("unit", key) for key in above(unit)]


ORDER = ("", "region", "unit", "person", "category", "product")


def _arranged(sums: _Sums, people: Mapping[Triple, Sequence[int]], goods: Mapping[Pair, Sequence[int]]) -> Hierarchy:
    keys = sorted(sums.values, key=lambda key: (ORDER.index(key[0]), key[1] is None, key[1] or 0))
    place: dict[Hashable, int] = {key: n for n, key in enumerate(keys)}
    triples = sorted(people, key=lambda triple: [(part is None, part or 0) for part in triple])
    at: dict[Hashable, int] = {triple: len(keys) + n for n, triple in enumerate(triples)}
    at |= {("product", product): place["product", product] for _category, product in goods}
    made = [
        (place[key], tuple(dict.fromkeys(at[leaf] for leaf in leaves)))
        for key, leaves in sums.leaves.items()
        if key[0] != "product"
    ]
    products = tuple(n for n, key in enumerate(keys) if key[0] == "product")
    made.append((place[WHOLE], products))
    structure = Structure(place[WHOLE], tuple(made), (tuple(at[t] for t in triples), products))
    values = tuple(tuple(sums.values[key]) for key in keys)
    return Hierarchy(tuple(keys), values, tuple(triples), _split(triples, people, place), structure)


def _split(
    triples: Sequence[Triple], people: Mapping[Triple, Sequence[int]], place: Mapping[Hashable, int]
) -> tuple[tuple[int, float], ...]:
    """Which share of a person's sales a triple had in the last twelve months; before that, ever; else equal shares."""
    recent = {t: float(max(0, sum(people[t][-YEAR:]))) for t in triples}
    ever = {t: float(max(0, sum(people[t]))) for t in triples}
    of: dict[int | None, list[Triple]] = {}
    for t in triples:
        of.setdefault(t[2], []).append(t)
    shares: dict[Triple, float] = {}
    for group in of.values():
        weights = next((w for w in (recent, ever) if sum(w[t] for t in group) > 0), dict.fromkeys(group, 1.0))
        total = sum(weights[t] for t in group)
        shares |= {t: weights[t] / total for t in group}
    return tuple((place["person", t[2]], shares[t]) for t in triples)
