"""Which customers are known to be different firms."""

from collections.abc import Collection

from django.db.models import Q

from yanzhen.crm.models import KnownApart


def from_one(key: int) -> set[int]:
    """The customers that are known not to be this one."""
    rows = KnownApart.objects.filter(Q(one_id=key) | Q(other_id=key)).values_list("one_id", "other_id")
    return {other for pair in rows for other in pair} - {key}


def pairs(keys: Collection[int]) -> set[tuple[int, int]]:
    """The pairs among these customers that are known to be different, the smaller key first."""
    found: set[tuple[int, int]] = set()
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        rows = KnownApart.objects.filter(one_id__in=wanted[start : start + 500]).values_list("one_id", "other_id")
        found |= {(min(pair), max(pair)) for pair in rows}
    return found
