"""Conditions in words: “owner is Wang Wei and (city contains “上海” or last order is empty)”."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from yanzhen.platform.pages.conditions import ME, Condition, Leaf, kind_of
from yanzhen.platform.pages.days import RELATIVE
from yanzhen.platform.pages.fields import Field

Naming = Callable[[Field, Any], str]
"""How the key of a record reads, for this reader."""

OPERATORS = {
    "is": pgettext_lazy("condition", "is"),
    "is_not": pgettext_lazy("condition", "is not"),
    "in": pgettext_lazy("condition", "is one of"),
    "contains": pgettext_lazy("condition", "contains"),
    "contains_not": pgettext_lazy("condition", "does not contain"),
    "begins": pgettext_lazy("condition", "begins with"),
    "empty": pgettext_lazy("condition", "is empty"),
    "filled": pgettext_lazy("condition", "is filled in"),
    "above": pgettext_lazy("condition", "is more than"),
    "below": pgettext_lazy("condition", "is less than"),
    "at_least": pgettext_lazy("condition", "is at least"),
    "at_most": pgettext_lazy("condition", "is at most"),
    "between": pgettext_lazy("condition", "is between"),
    "before": pgettext_lazy("condition", "is before"),
    "after": pgettext_lazy("condition", "is after"),
    "within": pgettext_lazy("condition", "is in"),
    "last": pgettext_lazy("condition", "is in the last days"),
    "next": pgettext_lazy("condition", "is in the next days"),
}
"""Operators as the condition builder offers them."""
_SAID = {
    "is": pgettext_lazy("condition", "{field} is {value}"),
    "is_not": pgettext_lazy("condition", "{field} is not {value}"),
    "in": pgettext_lazy("condition", "{field} is one of {value}"),
    "contains": pgettext_lazy("condition", "{field} contains “{value}”"),
    "contains_not": pgettext_lazy("condition", "{field} does not contain “{value}”"),
    "begins": pgettext_lazy("condition", "{field} begins with “{value}”"),
    "empty": pgettext_lazy("condition", "{field} is empty"),
    "filled": pgettext_lazy("condition", "{field} is filled in"),
    "above": pgettext_lazy("condition", "{field} is more than {value}"),
    "below": pgettext_lazy("condition", "{field} is less than {value}"),
    "at_least": pgettext_lazy("condition", "{field} is at least {value}"),
    "at_most": pgettext_lazy("condition", "{field} is at most {value}"),
    "between": pgettext_lazy("condition", "{field} is between {value} and {other}"),
    "before": pgettext_lazy("condition", "{field} is before {value}"),
    "after": pgettext_lazy("condition", "{field} is after {value}"),
    "within": pgettext_lazy("condition", "{field} is in {value}"),
    "last": pgettext_lazy("condition", "{field} is in the last {value} days"),
    "next": pgettext_lazy("condition", "{field} is in the next {value} days"),
}
COMBINING = {"all": _("all of"), "any": _("any of"), "none": _("none of")}


def sentence(condition: Condition, fields: Mapping[str, Field], naming: Naming) -> str:
    """The whole condition as one sentence."""
    return capfirst(_said(condition, fields, naming, outer=True))


def _said(condition: Condition, fields: Mapping[str, Field], naming: Naming, *, outer: bool = False) -> str:
    if isinstance(condition, Leaf):
        return _leaf(condition, fields[condition.name], naming)
    parts = [_said(part, fields, naming) for part in condition.parts]
    if condition.kind == "none":
        return pgettext("condition", "none of ({conditions})").format(conditions=_joined("any", parts))
    text = _joined(condition.kind, parts)
    return text if outer or len(parts) == 1 else pgettext("condition", "({conditions})").format(conditions=text)


def _joined(kind: str, parts: Iterable[str]) -> str:
    between = pgettext("between conditions", " and ") if kind == "all" else pgettext("between conditions", " or ")
    return between.join(parts)


def _leaf(leaf: Leaf, shown: Field, naming: Naming) -> str:
    first, other = leaf.value, ""
    if leaf.operator == "between":
        first, other = leaf.value
    elif leaf.operator == "in":
        first = pgettext("between the items of a list", ", ").join(_word(v, shown, naming) for v in leaf.value)
    elif leaf.operator == "within":
        first = RELATIVE[leaf.value]
    if leaf.operator in {"is", "is_not"}:
        first = _word(leaf.value, shown, naming)
    return str(_SAID[leaf.operator]).format(field=str(shown.label), value=first, other=other)


def _word(value: Any, shown: Field, naming: Naming) -> str:
    kind = kind_of(shown)
    if kind == "ref":
        return pgettext("condition", "me") if value == ME else naming(shown, value)
    if kind == "choice":
        return str(shown.choices.get(value, value))
    if kind == "bool":
        return pgettext("condition", "yes") if value else pgettext("condition", "no")
    return pgettext("condition", "“{text}”").format(text=value) if kind == "text" else str(value)
