"""The list page of a noun, as the template wants it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import cells, exporting, panels, tables
from yanzhen.platform.pages.columns import Column, written
from yanzhen.platform.pages.fields import Field, is_hidden, listed
from yanzhen.platform.pages.filters import FROM, MOST_OPTIONS, NONE, TO, YES_OR_NO, Filter
from yanzhen.platform.pages.lists import ListQuery, Page
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.viewing import Viewing, viewing

offers: list[Callable[[str, Actor], list[dict[str, Any]]]] = []
"""What other parts add to the menu of every list: by the name of its noun, for this person."""


def list_page(noun: Noun, request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Run the list that the address asks for and describe the page."""
    state = viewing(noun.list, actor, request.GET)
    query, url = state.query, noun.url("list")
    if is_part(request):
        return _rows_only(noun, state, actor, url)
    grouped = query.group is not None
    found = query.page(with_sums=True) if not grouped else _without_rows(query)
    narrowed = bool(set(state.state) - {"sort", "columns", "group"})
    plain_url = panels.link(Viewing(noun.list, actor, {"view": "all"}, [], state.habit), url)
    shown = [c.field for c in query.columns]
    return {
        "title": noun.plural,
        "url": url,
        "count_label": f"{found.total:,}",
        "total": found.total,
        "create": {"label": _("New {noun}").format(noun=noun.word), "url": noun.url("add")}
        if noun.allows("add", actor)
        else None,
        "actions": [*offers_for(noun.name, actor), *_exports(noun, state, actor)],
        "search": query.search,
        "hidden": [(n, state.state.get(n, "")) for n in ("sort", "where", "columns", "group")]
        + [("tab", state.open.pk if state.open is not None else "")],
        "filters": [_filter(f, state.state, actor) for f in noun.list.filters],
        "chips": [chip for f in noun.list.filters for chip in _chips(f, state, actor, url)],
        "sentence": panels.in_sentence(query),
        "sentence_url": panels.link(state, url, where=None),
        "clear_url": plain_url if narrowed else None,
        "views": panels.tabs(noun, state, actor),
        "columns_panel": panels.column_choice(noun, state, actor),
        "groupings": panels.groupings(noun, state, actor, url),
        "ungroup_url": panels.link(state, url, group=None) if grouped else None,
        "groups": panels.groups(state, url, shown),
        "builder": panels.builder(noun, state, actor) if request.headers.get("HX-Target") != "list-body" else None,
        "bulk_url": _bulk_url(noun, actor),
        "columns": [_head(c, query, state, url) for c in query.columns],
        "columns_text": written(query.columns),
        "state": urlencode(state.state),
        "is_dense": state.habit is not None and state.habit.is_dense,
        **_rows(noun, found, state, actor, url),
        "totals": _totals(shown, found, actor),
        "range_label": _range(found),
        "empty": "" if found.total else "filtered" if narrowed else "none",
        "empty_text": _("No row passes these filters.")
        if narrowed
        else str(noun.empty) or _("Nothing here yet that you may see."),
    }


def is_part(request: HttpRequest) -> bool:
    """Whether only further rows are wanted, by scrolling on or by opening a group."""
    return request.headers.get("HX-Target") == "list-rows"


def _rows_only(noun: Noun, state: Viewing, actor: Actor, url: str) -> dict[str, Any]:
    found = state.query.page(counted=False)
    return {**_rows(noun, found, state, actor, url), "total": len(found.rows)}


def _without_rows(query: ListQuery) -> Page:
    total, sums = query.count_and_sums(with_sums=True)
    return Page(rows=[], total=total, first=0, next=None, previous=None, sums=sums)


def _rows(noun: Noun, found: Page, state: Viewing, actor: Actor, url: str) -> dict[str, Any]:
    query = state.query
    page = f"{noun.app}:{noun.model_name}_record"
    widths = {c.field.name: c.width for c in query.columns if c.width}
    return {
        "rows": tables.rows(found.rows, query.fields, actor, page, cells.editable(noun, actor), widths),
        "first": found.first,
        "next_url": panels.link(state, url, cursor=found.next) if found.next else None,
        "previous_url": panels.link(state, url, cursor=found.previous) if found.previous else None,
        "sorted_rows": found.rows,
    }


def _bulk_url(noun: Noun, actor: Actor) -> str:
    if not noun.allows("change", actor) or not actor.can("platform.change_in_bulk"):
        return ""
    return reverse(f"{noun.app}:{noun.model_name}_bulk_edit")


def _exports(noun: Noun, state: Viewing, actor: Actor) -> list[dict[str, Any]]:
    if not actor.can(noun.code("export")):
        return []
    return exporting.offers(noun, state.query, noun.url("export"))


def _head(column: Column, query: ListQuery, state: Viewing, url: str) -> dict[str, Any]:
    shown = column.field
    head = tables.heads([shown])[0] | {"width": column.width}
    if shown.sort and not is_hidden(shown, query.actor):
        current = query.sort
        head["sorted"] = "asc" if current == shown.name else "desc" if current == f"-{shown.name}" else ""
        first = f"-{shown.name}" if shown.align == "right" or shown.kind in {"date", "moment"} else shown.name
        other = shown.name if current == f"-{shown.name}" else f"-{shown.name}"
        head["sort_url"] = panels.link(state, url, sort=other if head["sorted"] else first)
    return head


def _filter(narrow: Filter, asked: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    options: Sequence[tuple[Any, Any]] = list(narrow.choices.items())
    if narrow.options is not None:
        offered = narrow.options(actor)
        options = offered if len(offered) <= MOST_OPTIONS else []
    value = asked.get(narrow.name, "")
    return {
        "name": narrow.name,
        "label": capfirst(narrow.label),
        "kind": narrow.kind,
        "options": options,
        "value": value,
        "value_from": asked.get(narrow.name + FROM, ""),
        "value_to": asked.get(narrow.name + TO, ""),
        "value_label": _words(narrow, value, actor) if value else "",
    }


def offers_for(name: str, actor: Actor) -> list[dict[str, Any]]:
    """What other parts add to the menu of the list of this noun."""
    return [item for offer in offers for item in offer(name, actor)]


def filters_of(
    noun: Noun, asked: Mapping[str, str], actor: Actor, link: Callable[[str], str], without: Sequence[str] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The filters of a list and the chips of those set, for another page that shows the same rows.

    `link` gives the address without one parameter.
    """
    filters = [f for f in noun.list.filters if f.name not in without]
    chips = [
        {"label": capfirst(f.label), "value": _sign(f, p) + _words(f, asked[p], actor), "remove_url": link(p)}
        for f in filters
        for p in f.parameters
        if asked.get(p)
    ]
    return [_filter(f, asked, actor) for f in filters], chips


def _sign(narrow: Filter, parameter: str) -> str:
    if narrow.kind not in {"date", "number"}:
        return ""
    return "≥ " if parameter.endswith(FROM) else "≤ "


def _words(narrow: Filter, value: str, actor: Actor) -> str:
    """How a filter's value reads on its chip."""
    if narrow.kind in YES_OR_NO:
        return _("yes") if value == "true" else _("no")
    if narrow.kind == "choice":
        return listed(narrow.choices.get(v, v) for v in value.split(","))
    if narrow.kind == "ref" and narrow.named is not None:
        return listed(MISSING if v == NONE else narrow.named(actor, int(v)) for v in value.split(","))
    if narrow.named is not None:
        return narrow.named(actor, value)
    return value


def _chips(narrow: Filter, state: Viewing, actor: Actor, url: str) -> list[dict[str, Any]]:
    chips = []
    for parameter in narrow.parameters:
        value = state.state.get(parameter, "")
        if value:
            chips.append(
                {
                    "label": capfirst(narrow.label),
                    "value": _sign(narrow, parameter) + _words(narrow, value, actor),
                    "remove_url": panels.link(state, url, **{parameter: None}),
                }
            )
    return chips


def _totals(columns: Sequence[Field], found: Page, actor: Actor) -> list[str]:
    """The foot of the table: sums over the whole filter, one line per currency."""
    if not found.sums:
        return []

    def total(column: Field) -> str:
        if not column.total:
            return ""
        if is_hidden(column, actor):
            return masks.HIDDEN
        return "\n".join(
            in_words(s[column.name], currency=s["currency"] if column.kind == "money" else "", digits=column.digits)
            for s in found.sums
        )

    return [_("Total") if index == 0 else total(column) for index, column in enumerate(columns)]


def _range(found: Page) -> str:
    if not found.rows:
        return ""
    text = ngettext("{first}–{last} of {total} row", "{first}–{last} of {total} rows", found.total)
    return text.format(
        first=f"{found.first + 1:,}", last=f"{found.first + len(found.rows):,}", total=f"{found.total:,}"
    )
