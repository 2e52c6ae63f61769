"""Lists by group: how many rows and how much money each owner, state or month has, over the whole filter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models.functions import TruncMonth, TruncYear
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.lib.periods import month_end
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.conditions import Leaf, kind_of, path_of
from yanzhen.platform.pages.fields import Field, is_hidden

MOST_GROUPS = 200
GROUPED = frozenset({"choice", "ref", "bool", "text", "date"})
SPANS = {"month": TruncMonth, "year": TruncYear}


@dataclass(frozen=True)
class Grouping:
    """By which field a list is grouped; dates by month or by year."""

    field: Field
    path: str
    span: str = ""

    @property
    def text(self) -> str:
        return f"{self.field.name}:{self.span}" if self.span else self.field.name


@dataclass
class Part:
    """One group: its key and name, its rows, its sums by currency, and the condition that narrows to it."""

    key: Any
    label: str
    leaf: Leaf
    count: int = 0
    sums: list[dict[str, Any]] = field(default_factory=list)


def may_group(shown: Field, model: type[models.Model], actor: Actor) -> bool:
    """Whether a list can be grouped by this field at all, and by this reader."""
    return kind_of(shown) in GROUPED and path_of(shown, model) is not None and not is_hidden(shown, actor)


def grouping(text: str, fields: Mapping[str, Field], model: type[models.Model], actor: Actor) -> Grouping | None:
    """What `group=` asks for; refused where the list cannot be grouped so."""
    if not text:
        return None
    name, _colon, span = text.partition(":")
    shown = fields.get(name)
    if shown is None or not may_group(shown, model, actor):
        raise _wrong(name)
    if kind_of(shown) == "date":
        span = span or "month"
    if span not in (SPANS if kind_of(shown) == "date" else {""}):
        raise _wrong(text)
    return Grouping(shown, path_of(shown, model) or "", span)


def _wrong(name: str) -> RuleBroken:
    return RuleBroken(_("This list cannot be grouped by “{name}”.").format(name=name[:40]), field="group", code="group")


def parts(by: Grouping, rows: models.QuerySet[Any], summed: Mapping[str, str], currency: str) -> list[Part]:
    """The groups of these rows with counts and, for each currency, the sums of `summed` (name: path)."""
    key = SPANS[by.span](by.path) if by.span else models.F(by.path)
    with_sums = currency if summed else ""
    found = rows.order_by().annotate(group_key=key).values("group_key", *([with_sums] if with_sums else []))
    sums = {f"sum_of_{name}": models.Sum(path) for name, path in summed.items()}
    made: dict[Any, Part] = {}
    for row in found.annotate(rows_in_group=models.Count("pk"), **sums).order_by("-rows_in_group"):
        value = _day(row["group_key"])
        value = None if value == "" else value
        part = made.setdefault(value, Part(value, "", _leaf(by, value)))
        part.count += row["rows_in_group"]
        if summed:
            part.sums.append(
                {"currency": row[with_sums] if with_sums else "", **{n: row[f"sum_of_{n}"] for n in summed}}
            )
    return _named(by, sorted(made.values(), key=lambda p: (-p.count, str(p.key))))


def _day(value: Any) -> Any:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _leaf(by: Grouping, value: Any) -> Leaf:
    """The condition of one group."""
    if value is None:
        return Leaf(by.field.name, "empty")
    if isinstance(value, date):
        last = month_end(value) if by.span == "month" else date(value.year, 12, 31)
        return Leaf(by.field.name, "between", [value.isoformat(), last.isoformat()])
    return Leaf(by.field.name, "is", value)


def _named(by: Grouping, found: list[Part]) -> list[Part]:
    """Give each group its name, and choices and months their own order."""
    kind = kind_of(by.field)
    if kind == "choice":
        order = {value: place for place, value in enumerate(by.field.choices)}
        found.sort(key=lambda p: order.get(p.key, len(order)))
    elif kind == "date":
        found.sort(key=lambda p: p.key or date.min, reverse=True)
    found = found[: MOST_GROUPS + 1]
    names = _references(by, [p.key for p in found]) if kind == "ref" else {}
    for part in found:
        part.label = MISSING if part.key is None else names.get(part.key) or _word(by, kind, part.key)
    return found


def _references(by: Grouping, keys: list[Any]) -> dict[Any, str]:
    model: Any = by.field.model
    related = model._meta.get_field(by.field.attribute).related_model
    return {row.pk: str(row) for row in related._base_manager.filter(pk__in=[k for k in keys if k is not None])}


def _word(by: Grouping, kind: str, key: Any) -> str:
    if kind == "bool":
        return _("yes") if key else _("no")
    if kind == "date":
        return f"{key:%Y-%m}" if by.span == "month" else f"{key:%Y}"
    return str(by.field.choices.get(key, key))
