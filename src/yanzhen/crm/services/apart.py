"""Customers of which somebody said that they are not the same: kept, so that they are never proposed again."""

from collections.abc import Collection
from itertools import combinations

from yanzhen.crm.models import KnownApart
from yanzhen.platform.actor import Actor


def say(keys: Collection[int], *, actor: Actor, reason: str = "") -> int:
    """Remember of each two of these customers that they are different firms; how many pairs. Audit it yourself."""
    pairs = [
        KnownApart(one_id=one, other_id=other, reason=reason[:200], who=actor.name[:150])
        for one, other in combinations(sorted(set(keys)), 2)
    ]
    KnownApart.objects.bulk_create(pairs, ignore_conflicts=True)
    return len(pairs)
