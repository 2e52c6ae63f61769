"""Filters of a list: the same names in the address of a page and in the query of the API."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import localized

Options = Callable[[Actor], Sequence[tuple[Any, Any]]]
Named = Callable[[Actor, Any], str]
FROM, TO = "_from", "_to"
YES_OR_NO = {"bool", "has", "when"}
NONE = "none"
"""Asks a reference for the rows without one."""
MOST_OPTIONS = 300
"""A filter with more options than this offers none: a list that long is no help."""


def options_of(visible: Callable[[Actor], models.QuerySet[Any]]) -> Options:
    """Offer the rows of a query that have a name, as light as possible."""

    def options(actor: Actor) -> list[tuple[Any, Any]]:
        rows = visible(actor).select_related(None).values_list("pk", "name", "name_en")[: MOST_OPTIONS + 1]
        return [(key, localized(name, name_en)) for key, name, name_en in rows]

    return options


def name_of(visible: Callable[[Actor], models.QuerySet[Any]]) -> Named:
    """How a key of a query reads on a chip; the key itself where the row is out of reach."""
    return lambda actor, key: str(visible(actor).select_related(None).filter(pk=key).first() or key)


def named_by(options: Options) -> Named:
    """How a value reads on a chip that is one of these options; the value itself where it is none of them."""
    return lambda actor, value: str(dict(options(actor)).get(value, value))


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list.

    Kinds: choice, ref, date, number, text, exact, bool, has (whether a column is filled), when (whether the condition
    that `when` gives is met).

    `options` are offered on the page; without them the filter still works from a link and shows as a chip,
    named by `named` (from the key to words). A `many` filter looks into rows below (lines), any of which may
    match; `also` names further paths, any of which may match.
    """

    name: str
    label: Any
    kind: str
    path: str = ""
    options: Options | None = None
    named: Named | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    many: bool = False
    also: tuple[str, ...] = ()
    when: Callable[[], models.Q] | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        return (self.name + FROM, self.name + TO) if self.kind in {"date", "number"} else (self.name,)


def condition(narrow: Filter, parameters: Mapping[str, str]) -> models.Q | None:
    """The condition that `parameters` ask of this filter; None when they do not name it."""
    if narrow.kind in {"date", "number"}:
        return _between(narrow, parameters)
    text = parameters.get(narrow.name, "").strip()
    if not text:
        return None
    if narrow.kind == "choice":
        values = text.split(",")
        unknown = [v for v in values if v not in narrow.choices]
        if unknown:
            raise RuleBroken(
                _("Not one of the choices: {values}.").format(values=", ".join(unknown)),
                field=narrow.name,
                code="choice",
            )
        return models.Q(**{f"{narrow.path}__in": values})
    if narrow.kind == "ref":
        return _references(narrow, text.split(","))
    if narrow.kind in YES_OR_NO:
        return _yes_or_no(narrow, text)
    lookup = "exact" if narrow.kind == "exact" else "icontains"
    return models.Q(**{f"{narrow.path}__{lookup}": clean_text(text, narrow.name)})


def _yes_or_no(narrow: Filter, text: str) -> models.Q:
    if text not in {"true", "false"}:
        raise RuleBroken(_("Answer true or false."), field=narrow.name, code="bool")
    is_yes = text == "true"
    if narrow.when is not None:
        return narrow.when() if is_yes else ~narrow.when()
    return models.Q(**({narrow.path: is_yes} if narrow.kind == "bool" else {f"{narrow.path}__isnull": not is_yes}))


def _references(narrow: Filter, wanted: Sequence[str]) -> models.Q:
    """Rows that point to one of these keys, or nowhere where `none` is asked for."""
    keys = [whole_number(v, narrow.name) for v in wanted if v != NONE]
    found = models.Q(**{f"{narrow.path}__isnull": True}) if NONE in wanted else models.Q(pk__in=())
    for path in (narrow.path, *narrow.also):
        found |= models.Q(**{f"{path}__in": keys})
    return found


def _between(narrow: Filter, parameters: Mapping[str, str]) -> models.Q | None:
    parse = _date if narrow.kind == "date" else _decimal
    found = None
    for suffix, lookup in ((FROM, "gte"), (TO, "lte")):
        text = parameters.get(narrow.name + suffix, "").strip()
        if text:
            found = (found or models.Q()) & models.Q(**{f"{narrow.path}__{lookup}": parse(text, narrow.name + suffix)})
    return found


def whole_number(text: str, field: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < 2**63:
        raise RuleBroken(_("“{text}” is not a key.").format(text=text[:40]), field=field, code="key")
    return number


def _date(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken(
            _("“{text}” is not a date such as 2026-01-31.").format(text=text[:40]), field=field, code="date"
        ) from error


def _decimal(text: str, field: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 16:
        raise RuleBroken(_("“{text}” is not a number.").format(text=text[:40]), field=field, code="number")
    return number


def clean_text(text: str, field: str) -> str:
    """Text that both databases can look for."""
    if "\x00" in text:
        raise RuleBroken(_("The text holds a character that cannot be stored."), field=field, code="text")
    return text
