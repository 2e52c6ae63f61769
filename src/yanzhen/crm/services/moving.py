"""Lets rows that point at one customer point at another, and back; keeps which ones, stretch by stretch."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from yanzhen.crm.models import Customer, Merge, MergeMove
from yanzhen.crm.queries import references
from yanzhen.crm.queries.references import Reference
from yanzhen.platform import search

STRETCH = 500
LOOKED_AT = 2_000


@dataclass
class Survey:
    """What the analysis engine has to read again, by reference: partitions, and the rows that were looked at."""

    partitions: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[Reference, set[int]] = field(default_factory=dict)


@dataclass
class Moved:
    """How many rows moved, by label; how many had to stay, since the kept customer has its own of the kind."""

    counts: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def add(self, reference: Reference, moved: int, left: int) -> None:
        for book, number in ((self.counts, moved), (self.left, left)):
            if number:
                book[reference.label] = book.get(reference.label, 0) + number


def survey(found: Survey, keys: Collection[int]) -> Iterator[int]:
    """Look at the rows that will move, before anything is locked; tells after each stretch how many it was."""
    for reference in references.all_references():
        if not reference.has_partitions:
            continue
        seen = found.seen.setdefault(reference, set())
        rows = reference.rows(keys).order_by("pk")
        last = 0
        while stretch := list(rows.filter(pk__gt=last)[:LOOKED_AT]):
            found.partitions.update(part for row in stretch for part in row.fact_partitions())
            seen.update(row.pk for row in stretch)
            last = stretch[-1].pk
            yield len(stretch)


def move(merge: Merge, origin: int, target: int, found: Survey, group: Collection[int]) -> Moved:
    """Move all that points at `origin` to `target`. Call inside the transaction of the merge, customers locked."""
    result = Moved()
    for reference in references.all_references():
        keys = list(reference.rows([origin]).order_by("pk").values_list("pk", flat=True))
        if not keys:
            continue
        _survey_rest(reference, keys, found)
        if reference.model is Customer:
            moved = _move_own(merge, reference, keys, origin, target, group)
        else:
            moved = _repoint(reference, keys, reference.to(target))
            _keep(merge, reference, moved, origin, target)
        result.add(reference, len(moved), len(keys) - len(moved))
    return result


def _survey_rest(reference: Reference, keys: Sequence[int], found: Survey) -> None:
    """Rows that came after the survey."""
    if not reference.has_partitions:
        return
    rest = [key for key in keys if key not in found.seen.get(reference, ())]
    for start in range(0, len(rest), LOOKED_AT):
        rows: Iterable[Any] = reference.model._base_manager.filter(pk__in=rest[start : start + LOOKED_AT])
        for row in rows:
            found.partitions.update(row.fact_partitions())


def _move_own(
    merge: Merge, reference: Reference, keys: Sequence[int], origin: int, target: int, group: Collection[int]
) -> list[int]:
    """Customers that point at a customer: those of the merge itself may not point at their own new self."""
    inside = [key for key in keys if key in group]
    outside = [key for key in keys if key not in group]
    moved = _repoint(reference, outside, reference.to(target))
    _keep(merge, reference, moved, origin, target)
    emptied = _repoint(reference, inside, reference.to(None))
    _keep(merge, reference, emptied, origin, None)
    return [*moved, *emptied]


def _keep(merge: Merge, reference: Reference, keys: Sequence[int], origin: int, target: int | None) -> None:
    MergeMove.objects.bulk_create(
        MergeMove(
            merge=merge,
            noun_name=reference.name,
            field=reference.field,
            origin_id=origin,
            target_id=target,
            keys=list(keys[start : start + STRETCH]),
        )
        for start in range(0, len(keys), STRETCH)
    )


def _repoint(reference: Reference, keys: Sequence[int], values: dict[str, int | None]) -> list[int]:
    """Point these rows elsewhere; a stretch that breaks a rule of its table row by row. The keys that moved."""
    moved: list[int] = []
    for start in range(0, len(keys), STRETCH):
        stretch = list(keys[start : start + STRETCH])
        whole = _update(reference, stretch, values)
        moved += stretch if whole else [key for key in stretch if _update(reference, [key], values)]
    return moved


def _update(reference: Reference, keys: Sequence[int], values: dict[str, int | None]) -> bool:
    try:
        with transaction.atomic():
            reference.model._base_manager.filter(pk__in=keys).update(**values)
    except IntegrityError:
        return False
    return True


def back(kept: MergeMove, found: Survey) -> tuple[int, int]:
    """Let a stretch of rows point where it did, as far as nobody changed that since: how many went back, and stayed."""
    reference = references.by_name(kept.noun_name, kept.field)
    if reference is None:
        return 0, len(kept.keys)
    now = reference.to(kept.target_id)
    rows = reference.model._base_manager.filter(pk__in=kept.keys, **now)
    keys = list(rows.values_list("pk", flat=True))
    _survey_rest(reference, keys, found)
    moved = _repoint(reference, keys, reference.to(kept.origin_id))
    return len(moved), len(kept.keys) - len(moved)


def reindex(moves: Iterable[MergeMove]) -> Iterator[int]:
    """Bring the search index of moved rows up to date, stretch by stretch; may run twice."""
    for kept in moves:
        reference = references.by_name(kept.noun_name, kept.field)
        if reference is not None and not reference.is_generic:
            model: Any = reference.model
            search.changed(model, kept.keys)
        yield len(kept.keys)
