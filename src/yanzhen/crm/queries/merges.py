"""What a merge of customers would do: the fields to choose from, what moves, and what stands in its way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.crm.models import Customer, Merge
from yanzhen.crm.queries import references, traces
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

MOST = 10
"""So many records are merged at once at most."""
TOGETHER = {
    "owner": ("unit",),
    "phone": ("shares_phone", "shares_phone_because"),
    "longitude": ("latitude",),
    "potential": ("potential_currency",),
}
"""Fields that are chosen with another one."""
NOT_CHOSEN = frozenset({"code", "version", "possible_duplicate_of", "merged_into", "former_codes", "name_key"})


@dataclass(frozen=True)
class Choice:
    """One field whose values differ: by the key of each record how it reads, and which is offered first."""

    name: str
    label: str
    values: tuple[tuple[int, str], ...]
    offered: int


@dataclass(frozen=True)
class Preview:
    """What a merge would do."""

    survivor: Customer
    rows: tuple[Customer, ...]
    choices: tuple[Choice, ...]
    moves: tuple[tuple[str, int], ...]
    still_open: Mapping[str, Mapping[int, int]]
    owners: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many rows move in all."""
        return sum(count for _label, count in self.moves)

    @property
    def others(self) -> tuple[Customer, ...]:
        return tuple(row for row in self.rows if row.pk != self.survivor.pk)


def visible(actor: Actor) -> ScopedQuerySet[Merge]:
    """Merges whose kept customer `actor` sees."""
    return Merge.objects.visible_to(actor).naming("survivor", "case", "job").order_by("-pk")


def candidates(keys: Collection[int], actor: Actor) -> list[Customer]:
    """The customers with these keys that `actor` sees, in the order of their keys."""
    rows = Customer.objects.visible_to(actor).filter(pk__in=keys)
    return list(rows.select_related("owner", "unit", "territory", "customer_type").order_by("pk"))


def choosable() -> list[models.Field[Any, Any]]:
    """The fields that are chosen one by one: whatever the form may set, also fields that come later."""
    along = {name for names in TOGETHER.values() for name in names}
    return [
        field
        for field in Customer._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in NOT_CHOSEN | along
    ]


def preview(rows: Sequence[Customer], actor: Actor, *, survivor: int | None = None) -> Preview:
    """What merging these customers would do; the kept one is the oldest unless another is named."""
    ordered = sorted(rows, key=lambda row: row.pk)
    kept = next((row for row in ordered if row.pk == survivor), None) or best(ordered)
    away = [row.pk for row in ordered if row.pk != kept.pk]
    counted: dict[str, int] = {}
    for reference, count in references.counts(away):
        counted[reference.label] = counted.get(reference.label, 0) + count
    owners = tuple(dict.fromkeys(str(row.owner or "") for row in ordered))
    return Preview(
        kept,
        tuple(ordered),
        tuple(_choices(ordered, kept, actor)),
        tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))),
        traces.still_open([row.pk for row in ordered]),
        owners,
    )


def best(rows: Sequence[Customer]) -> Customer:
    """The record that is offered to be kept: who has bought, then who was there first."""
    return min(rows, key=lambda row: (row.last_order_on is None, row.since_on or date.max, row.pk))


def _choices(rows: Sequence[Customer], kept: Customer, actor: Actor) -> list[Choice]:
    found = []
    for field in choosable():
        values = {row.pk: getattr(row, field.attname) for row in rows}
        if len(set(values.values())) < 2 or masks.is_hidden(Customer, field.name, actor):
            continue
        offered = kept.pk if values[kept.pk] not in (None, "") else _first_filled(values, kept.pk)
        if field.name == "since_on":
            offered = min((day, key) for key, day in values.items() if day is not None)[1]
        if field.name == "is_active":
            offered = next(key for key, value in values.items() if value)
        shown = tuple((row.pk, _shown(row, field)) for row in rows)
        found.append(Choice(field.name, capfirst(str(field.verbose_name)), shown, offered))
    return found


def _first_filled(values: Mapping[int, Any], otherwise: int) -> int:
    return next((key for key, value in values.items() if value not in (None, "")), otherwise)


def _shown(row: Customer, field: models.Field[Any, Any]) -> str:
    if field.choices or field.get_internal_type() == "BooleanField":
        found = getattr(row, f"get_{field.name}_display", None)
        if found is not None:
            return str(found())
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
