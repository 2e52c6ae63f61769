"""Groups of records out of pairs: what is the same as something that is the same belongs together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yanzhen.crm.calc.linking import Match


@dataclass(frozen=True)
class Group:
    """Places of records that may all be one thing, with the matches between them, the surest first."""

    places: tuple[int, ...]
    matches: tuple[Match, ...]

    @property
    def score(self) -> float:
        """How sure the group is, in bits: as sure as the least sure pair that holds it together."""
        return min(match.score for match in self.matches)

    @property
    def chance(self) -> float:
        """The chance (0 to 1) of that pair."""
        return min(match.chance for match in self.matches)


def groups(matches: Sequence[Match], *, most: int, apart: Collection[tuple[int, int]] = frozenset()) -> list[Group]:
    """Join pairs into groups, the surest pairs first.

    Parameters: `most` records at most make a group: a pair that would make a larger one is left out, so that a chain of
    weak pairs does not join half the book. `apart` are pairs (smaller place first) known to be different: no group
    holds both. Returns the groups, the surest first.
    """
    of: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    kept: dict[int, list[Match]] = {}
    known = set(apart)
    for match in sorted(matches, key=lambda m: (-m.score, m.pair)):
        one, other = match.pair
        a, b = of.get(one, one), of.get(other, other)
        left, right = members.get(a, {one}), members.get(b, {other})
        if a != b:
            joined = left | right
            if len(joined) > most or any((min(x, y), max(x, y)) in known for x in left for y in right):
                continue
            members.pop(b, None)
            members[a] = joined
            of.update(dict.fromkeys(joined, a))
            kept[a] = kept.pop(a, []) + kept.pop(b, [])
        elif (min(one, other), max(one, other)) in known:
            continue
        kept.setdefault(a, []).append(match)
    found = [Group(tuple(sorted(members[a])), tuple(sorted(kept[a], key=lambda m: -m.score))) for a in members]
    return sorted(found, key=lambda group: (-group.score, group.places))
