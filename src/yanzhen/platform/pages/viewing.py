"""From an address to the state of a list: the saved view it names, and what the reader made of the list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import ListHabit, SavedView
from yanzhen.platform.pages.columns import Column, still_known
from yanzhen.platform.pages.lists import ListQuery, ListSpec
from yanzhen.platform.services import saved_views

PLAIN = "all"
"""`view=all` asks for the list as it is, without the view it otherwise opens with."""
PASSING = frozenset({"cursor", "limit", "totals", "view", "tab", "format"})
"""Parameters that do not belong to the state a view keeps."""


def view_code(noun: str) -> str:
    """The function that opens a list: `crm.view_customer`."""
    app, name = noun.split(".")
    return f"{app}.view_{name}"


def state_of(parameters: Mapping[str, str], spec: ListSpec) -> dict[str, str]:
    """What of an address is the state of the list."""
    known = ListQuery(spec, None, {}).known_parameters() - PASSING  # type: ignore[arg-type]
    return {k: v.strip() for k, v in parameters.items() if k in known and v.strip()}


def find(spec: ListSpec, actor: Actor, text: str) -> SavedView:
    """The view of this key, if the reader may use it."""
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
    view = saved_views.seen(spec.noun, actor, view_code(spec.noun)).filter(pk=key).first()
    if view is None:
        raise RuleBroken(_("There is no such view, or it is not shared with you."), field="view", code="view")
    return view


def asked(spec: ListSpec, actor: Actor, parameters: Mapping[str, str]) -> ListQuery:
    """The list that programs and files ask for: the state of `view=`, with what is given beside it in its place."""
    text = parameters.get("view", "")
    if text and text != PLAIN:
        parameters = merged(find(spec, actor, text), parameters)
    query = ListQuery(spec, actor, parameters)
    query.group  # noqa: B018 - a file has no groups, and still refuses what may not be grouped by
    return query


def merged(view: SavedView, parameters: Mapping[str, str]) -> dict[str, str]:
    """The state of a view; what the address gives comes first, an empty value takes something away."""
    return {**view.parameters, **{k: v for k, v in parameters.items() if k != "view"}}


@dataclass(frozen=True)
class Viewing:
    """The state of a list page: views offered, the one that is open, the habit, and the query that follows."""

    spec: ListSpec
    actor: Actor
    parameters: Mapping[str, str]
    views: list[SavedView] = field(default_factory=list)
    habit: ListHabit | None = None

    @cached_property
    def open(self) -> SavedView | None:
        """The view whose tab is lit."""
        text = self.parameters.get("view", "") or self.parameters.get("tab", "")
        if text == PLAIN:
            return None
        if text:
            found = next((v for v in self.views if str(v.pk) == text), None)
            if found is None and self.parameters.get("view"):
                raise RuleBroken(_("There is no such view, or it is not shared with you."), field="view", code="view")
            return found
        untouched = not any(self.parameters.get(k) for k in self.parameters)
        first = self.habit.opens_with_id if self.habit is not None and untouched else None
        return next((v for v in self.views if v.pk == first), None)

    @cached_property
    def state(self) -> dict[str, str]:
        """What is asked, however the address says it."""
        if self.open is not None and not self.parameters.get("tab"):
            return state_of(merged(self.open, self.parameters), self.spec)
        return state_of(self.parameters, self.spec)

    @cached_property
    def query(self) -> ListQuery:
        passing = {k: v for k, v in self.parameters.items() if k in {"cursor", "limit"}}
        columns = {} if self.state.get("columns") else self._remembered()
        return ListQuery(self.spec, self.actor, {**self.state, **columns, **passing})

    def _remembered(self) -> dict[str, str]:
        kept = self.habit.columns if self.habit is not None else ""
        if not kept:
            return {}
        columns: list[Column] = still_known(kept, self.spec.every, self.spec.columns)
        return {"columns": ",".join(c.text for c in columns)}

    @property
    def is_changed(self) -> bool:
        """Whether the state has moved away from the view whose tab is lit."""
        return self.open is not None and self.state != state_of(self.open.parameters, self.spec)


def viewing(spec: ListSpec, actor: Actor, parameters: Mapping[str, Any]) -> Viewing:
    """Read the address of a list page. A view that a person can no longer use does not keep them from the list."""
    views = list(saved_views.seen(spec.noun, actor, view_code(spec.noun)))
    found = Viewing(spec, actor, dict(parameters.items()), views, saved_views.habit(spec.noun, actor))
    opened_by_itself = found.open is not None and not (found.parameters.get("view") or found.parameters.get("tab"))
    if opened_by_itself and not is_sound(found.query):
        return Viewing(spec, actor, {**found.parameters, "view": PLAIN}, views, found.habit)
    return found


def is_sound(query: ListQuery) -> bool:
    """Whether the list understands what is asked of it, for this reader."""
    try:
        check(query)
    except RuleBroken:
        return False
    return True


def check(query: ListQuery) -> None:
    """Raise what is wrong with a state, without reading a row."""
    query.ordered()
    query.columns  # noqa: B018 - read for what it refuses
    query.group  # noqa: B018
