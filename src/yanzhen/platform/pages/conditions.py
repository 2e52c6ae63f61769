"""Conditions of a list: all of, any of, none of, over its fields, nested; written as compact JSON in `where=`.

    {"all": [["city", "contains", "上海"], {"any": [["owner", "is", "me"], ["owner", "empty"]]}]}

A condition is parsed once into a tree, which becomes a filter of the database here and a sentence in `sentences`. It
reaches only fields that the reader sees, and only forward along references, so that no row is ever doubled.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.days import RELATIVE, Days, counted, named
from yanzhen.platform.pages.fields import Field, is_hidden

DEEPEST, MOST_PARTS, MOST_VALUES, MOST_TEXT = 4, 50, 200, 6000
LONGEST_SPAN = 3660
"""Days that `last` and `next` may count: ten years."""
ME = "me"
COMBINING = ("all", "any", "none")
_EMPTY = ("empty", "filled")
OPERATORS: dict[str, tuple[str, ...]] = {
    "text": ("is", "is_not", "in", "contains", "contains_not", "begins", *_EMPTY),
    "choice": ("is", "is_not", "in", *_EMPTY),
    "ref": ("is", "is_not", "in", *_EMPTY),
    "bool": ("is",),
    "number": ("is", "is_not", "above", "below", "at_least", "at_most", "between", *_EMPTY),
    "date": ("is", "before", "after", "between", "within", "last", "next", *_EMPTY),
}
"""What can be asked of each kind of field."""
_KINDS = {"money": "number", "percent": "number", "moment": "date"}


@dataclass(frozen=True)
class Leaf:
    """One field, what is asked of it, and with which value."""

    name: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Group:
    """All, any or none of some conditions."""

    kind: str
    parts: tuple["Leaf | Group", ...]


Condition = Leaf | Group


def kind_of(shown: Field) -> str:
    """The kind of field as conditions know it."""
    return _KINDS.get(shown.kind, shown.kind)


def path_of(shown: Field, model: type[models.Model]) -> str | None:
    """The path by which the database finds what this field shows; None where it shows something computed."""
    if shown.reader is not None or kind_of(shown) not in OPERATORS:
        return None
    return next((p for p in (shown.source, shown.sort or "") if p and _is_forward(model, p)), None)


def _is_forward(model: type[models.Model], path: str) -> bool:
    """Whether each step of a path is a column or a reference to one row: nothing that could double rows."""
    steps = path.split("__")
    at: Any = model
    for place, step in enumerate(steps):
        try:
            field = at._meta.get_field(step)
        except FieldDoesNotExist:
            return False
        if not field.concrete or field.many_to_many or (place < len(steps) - 1 and not field.many_to_one):
            return False
        at = field.related_model
    return True


def is_mine(shown: Field, model: type[models.Model]) -> bool:
    """Whether `me` makes sense here: the field names the person to whom the row belongs."""
    return f"{shown.source}_id" in model.scope.owners if hasattr(model, "scope") else False


# -- Reading and writing -----------------------------------------------------------------------------------------------


def parsed(text: str) -> Condition | None:
    """The condition that an address holds; refused with the place where it is not one."""
    if not text.strip():
        return None
    if len(text) > MOST_TEXT:
        raise _wrong("", _("The condition is too long."))
    try:
        found = json.loads(text)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise _wrong("", _("The condition is not JSON.")) from error
    condition = _read(found, "", 1)
    if _leaves(condition) > MOST_PARTS:
        raise _wrong("", _("At most {most} conditions at once.").format(most=MOST_PARTS))
    return condition


def _read(found: Any, place: str, depth: int) -> Condition:
    if isinstance(found, list):
        return _leaf(found, place)
    if not isinstance(found, dict) or len(found) != 1 or next(iter(found)) not in COMBINING:
        raise _wrong(place, _("A condition is [field, operator, value], or one of all, any, none with a list."))
    kind, parts = next(iter(found.items()))
    if depth > DEEPEST:
        raise _wrong(place, _("Conditions nest at most {most} deep.").format(most=DEEPEST))
    if not isinstance(parts, list) or not parts:
        raise _wrong(f"{place}.{kind}", _("A list of conditions is wanted here."))
    return Group(kind, tuple(_read(part, f"{place}.{kind}[{n}]", depth + 1) for n, part in enumerate(parts)))


def _leaf(found: list[Any], place: str) -> Leaf:
    if not 2 <= len(found) <= 3 or not all(isinstance(part, str) for part in found[:2]):
        raise _wrong(place, _("A condition is [field, operator, value]."))
    return Leaf(found[0], found[1], found[2] if len(found) == 3 else None)


def _leaves(condition: Condition) -> int:
    return 1 if isinstance(condition, Leaf) else sum(_leaves(part) for part in condition.parts)


def plain(condition: Condition) -> Any:
    """The condition as lists and words, as JSON writes it."""
    if isinstance(condition, Group):
        return {condition.kind: [plain(part) for part in condition.parts]}
    head = [condition.name, condition.operator]
    return head if condition.value is None else [*head, condition.value]


def printed(condition: Condition | None) -> str:
    """The shortest text that reads as this condition."""
    if condition is None:
        return ""
    return json.dumps(plain(condition), ensure_ascii=False, separators=(",", ":"))


def joined(first: Condition | None, second: Condition) -> Condition:
    """Both conditions at once, without nesting deeper than needed."""
    if first is None:
        return second
    parts = first.parts if isinstance(first, Group) and first.kind == "all" else (first,)
    return Group("all", (*parts, second))


def _wrong(place: str, message: str) -> RuleBroken:
    return RuleBroken(message, field=f"where{place}", code="where")


# -- For the database --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """What a condition is read on: the fields of a list by name, its model, who asks, and on which day."""

    fields: Mapping[str, Field]
    model: type[models.Model]
    actor: Actor
    today: date

    def shown(self, leaf: Leaf, place: str) -> tuple[Field, str]:
        """The field of a leaf and its path, if the reader may ask for it."""
        shown = self.fields.get(leaf.name)
        if shown is None:
            raise _wrong(place, _("This list has no field “{name}”.").format(name=leaf.name[:40]))
        if is_hidden(shown, self.actor):
            raise _wrong(place, _("You may not see “{name}”, so it cannot be filtered by.").format(name=shown.label))
        path = path_of(shown, self.model)
        if path is None:
            raise _wrong(place, _("“{name}” cannot be filtered by.").format(name=shown.label))
        if leaf.operator not in OPERATORS[kind_of(shown)]:
            raise _wrong(place, _("“{name}” cannot be asked for this.").format(name=shown.label))
        return shown, path


def wanted(condition: Condition, ground: Ground, place: str = "") -> models.Q:
    """The rows a condition asks for."""
    if isinstance(condition, Leaf):
        return _leaf_q(condition, ground, place)
    parts = [wanted(p, ground, f"{place}.{condition.kind}[{n}]") for n, p in enumerate(condition.parts)]
    found = models.Q()
    for part in parts:
        found = found & part if condition.kind == "all" else found | part
    return ~found if condition.kind == "none" else found


def _leaf_q(leaf: Leaf, ground: Ground, place: str) -> models.Q:
    shown, path = ground.shown(leaf, place)
    if leaf.operator in _EMPTY:
        if leaf.value is not None:
            raise _wrong(place, _("No value is wanted here."))
        empty = models.Q(**{f"{path}__isnull": True})
        if kind_of(shown) in {"text", "choice"}:
            empty |= models.Q(**{path: ""})
        return empty if leaf.operator == "empty" else ~empty
    reading = {"text": _text, "choice": _choice, "ref": _reference, "bool": _bool, "number": _number, "date": _date}
    return reading[kind_of(shown)](leaf, shown, path, ground, place)


def _said(leaf: Leaf, place: str) -> list[str]:
    """The texts of a leaf: one, or several for `in`."""
    values = leaf.value if leaf.operator == "in" else [leaf.value]
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_VALUES:
        raise _wrong(place, _("A list of values is wanted here."))
    if not all(isinstance(v, str) and v and len(v) <= 500 and "\x00" not in v for v in values):
        raise _wrong(place, _("A text is wanted here."))
    return values


_TEXT = {"contains": "icontains", "begins": "istartswith", "contains_not": "icontains"}


def _text(leaf: Leaf, shown: Field, path: str, ground: Ground, place: str) -> models.Q:
    values = _said(leaf, place)
    if leaf.operator in {"is", "is_not", "in"}:
        found = models.Q(**{f"{path}__in": values}) if leaf.operator == "in" else models.Q(**{path: values[0]})
    else:
        found = models.Q(**{f"{path}__{_TEXT[leaf.operator]}": values[0]})
    return ~found if leaf.operator.endswith("_not") else found


def _choice(leaf: Leaf, shown: Field, path: str, ground: Ground, place: str) -> models.Q:
    values = _said(leaf, place)
    unknown = [v for v in values if v not in shown.choices]
    if unknown:
        raise _wrong(place, _("Not one of the choices: {values}.").format(values=", ".join(unknown)))
    found = models.Q(**{f"{path}__in": values})
    return ~found if leaf.operator == "is_not" else found


def _reference(leaf: Leaf, shown: Field, path: str, ground: Ground, place: str) -> models.Q:
    values = leaf.value if leaf.operator == "in" else [leaf.value]
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_VALUES:
        raise _wrong(place, _("A list of values is wanted here."))
    keys = [_key(v, shown, ground, place) for v in values]
    found = models.Q(**{f"{path}__in": [k for k in keys if k is not None]})
    return ~found if leaf.operator == "is_not" else found


def _key(value: Any, shown: Field, ground: Ground, place: str) -> int | None:
    if value == ME and is_mine(shown, ground.model):
        return ground.actor.employee_id
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise _wrong(place, _("The key of a record is wanted here."))
    return value


def _bool(leaf: Leaf, shown: Field, path: str, ground: Ground, place: str) -> models.Q:
    if not isinstance(leaf.value, bool):
        raise _wrong(place, _("Answer true or false."))
    return models.Q(**{path: leaf.value})


_NUMBER = {"is": "exact", "is_not": "exact", "above": "gt", "below": "lt", "at_least": "gte", "at_most": "lte"}


def _number(leaf: Leaf, shown: Field, path: str, ground: Ground, place: str) -> models.Q:
    if leaf.operator == "between":
        low, high = _pair(leaf, place)
        return models.Q(**{f"{path}__gte": _decimal(low, place), f"{path}__lte": _decimal(high, place)})
    found = models.Q(**{f"{path}__{_NUMBER[leaf.operator]}": _decimal(leaf.value, place)})
    return ~found if leaf.operator == "is_not" else found


def _pair(leaf: Leaf, place: str) -> tuple[Any, Any]:
    if not isinstance(leaf.value, list) or len(leaf.value) != 2:
        raise _wrong(place, _("Two values are wanted here, the lower one first."))
    return leaf.value[0], leaf.value[1]


def _decimal(value: Any, place: str) -> Decimal:
    try:
        number = Decimal(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    exponent = number.as_tuple().exponent
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15 or (isinstance(exponent, int) and exponent < -6):
        raise _wrong(place, _("A number is wanted here."))
    return number


def _date(leaf: Leaf, shown: Field, path: str, ground: Ground, place: str) -> models.Q:
    days = days_of(leaf, ground.today, place)
    found = models.Q()
    if days.first is not None:
        found &= models.Q(**{f"{path}__gte": _begin(days.first, shown)})
    if days.after is not None:
        found &= models.Q(**{f"{path}__lt": _begin(days.after, shown)})
    return found


def _begin(day: date, shown: Field) -> date | datetime:
    """Where a day begins: the moment, for moments, so that the index on the column still serves."""
    return timezone.make_aware(datetime.combine(day, time.min)) if shown.kind == "moment" else day


def days_of(leaf: Leaf, today: date, place: str = "") -> Days:
    """The days a leaf asks for."""
    if leaf.operator == "within":
        if not isinstance(leaf.value, str) or leaf.value not in RELATIVE:
            raise _wrong(place, _("A time such as this_month is wanted here."))
        return named(leaf.value, today)
    if leaf.operator in {"last", "next"}:
        if isinstance(leaf.value, bool) or not isinstance(leaf.value, int) or not 1 <= leaf.value <= LONGEST_SPAN:
            raise _wrong(place, _("A number of days from 1 to {most} is wanted here.").format(most=LONGEST_SPAN))
        return counted(leaf.operator, leaf.value, today)
    if leaf.operator == "between":
        low, high = _pair(leaf, place)
        return Days(_day(low, place), _day(high, place) + timedelta(days=1))
    day = _day(leaf.value, place)
    after = day + timedelta(days=1)
    return {"is": Days(day, after), "before": Days(None, day), "after": Days(after, None)}[leaf.operator]


def _day(value: Any, place: str) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else date.min
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2999:
        raise _wrong(place, _("A date such as 2026-01-31 is wanted here."))
    return day
