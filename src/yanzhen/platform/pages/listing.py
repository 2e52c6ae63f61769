"""The list page of a noun, as the template wants it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import tables
from yanzhen.platform.pages.fields import Field, is_hidden, listed
from yanzhen.platform.pages.filters import FROM, MOST_OPTIONS, NONE, TO, Filter
from yanzhen.platform.pages.lists import ListQuery, Page
from yanzhen.platform.pages.nouns import Noun


def list_page(noun: Noun, request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Run the list that the address asks for and describe the page."""
    query = ListQuery(noun.list, actor, request.GET)
    found = query.page(with_sums=True)
    narrowed = bool(query.search) or any(request.GET.get(p) for f in noun.list.filters for p in f.parameters)
    url = noun.url("list")
    return {
        "title": noun.plural,
        "url": url,
        "count_label": f"{found.total:,}",
        "create": {"label": _("New {noun}").format(noun=noun.word), "url": noun.url("add")}
        if noun.allows("add", actor)
        else None,
        "actions": _exports(noun, request, actor),
        "search": query.search,
        "hidden": [(n, request.GET[n]) for n in ("sort",) if request.GET.get(n)],
        "filters": [_filter(f, request, actor) for f in noun.list.filters],
        "chips": [chip for f in noun.list.filters for chip in _chips(f, request, actor, url)],
        "clear_url": url if narrowed else None,
        "columns": [_head(c, query, request, url) for c in noun.list.columns],
        "rows": tables.rows(found.rows, noun.list.columns, actor, f"{noun.app}:{noun.model_name}_record"),
        "totals": _totals(noun.list.columns, found, actor),
        "range_label": _range(found),
        "next_url": _with(request, url, cursor=found.next) if found.next else None,
        "previous_url": _with(request, url, cursor=found.previous) if found.previous else None,
        "empty": "" if found.total else "filtered" if narrowed else "none",
        "empty_text": _("No row passes these filters.") if narrowed else _("Nothing here yet that you may see."),
        "sorted_rows": found.rows,
    }


def _with(request: HttpRequest, url: str, **changes: str | None) -> str:
    """The address of this list with some parameters changed; a new order or filter starts at the first page."""
    kept = {k: v for k, v in request.GET.items() if v and k != "cursor"}
    merged = {k: v for k, v in {**kept, **changes}.items() if v}
    return f"{url}?{urlencode(merged)}" if merged else url


def _exports(noun: Noun, request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    if not actor.can(noun.code("export")):
        return []
    url = noun.url("export")
    return [
        {
            "label": _("Export as {format}").format(format=f),
            "url": _with(request, url, format=f.lower()),
            "icon": "download",
        }
        for f in ("XLSX", "CSV")
    ]


def _head(column: Field, query: ListQuery, request: HttpRequest, url: str) -> dict[str, Any]:
    head = tables.heads([column])[0]
    if column.sort and not is_hidden(column, query.actor):
        current = query.sort
        head["sorted"] = "asc" if current == column.name else "desc" if current == f"-{column.name}" else ""
        first = f"-{column.name}" if column.align == "right" or column.kind in {"date", "moment"} else column.name
        other = column.name if current == f"-{column.name}" else f"-{column.name}"
        head["sort_url"] = _with(request, url, sort=other if head["sorted"] else first)
    return head


def _filter(narrow: Filter, request: HttpRequest, actor: Actor) -> dict[str, Any]:
    options: Sequence[tuple[Any, Any]] = list(narrow.choices.items())
    if narrow.options is not None:
        offered = narrow.options(actor)
        options = offered if len(offered) <= MOST_OPTIONS else []
    value = request.GET.get(narrow.name, "")
    return {
        "name": narrow.name,
        "label": capfirst(narrow.label),
        "kind": narrow.kind,
        "options": options,
        "value": value,
        "value_from": request.GET.get(narrow.name + FROM, ""),
        "value_to": request.GET.get(narrow.name + TO, ""),
        "value_label": _words(narrow, value, actor) if value else "",
    }


def _words(narrow: Filter, value: str, actor: Actor) -> str:
    """How a filter's value reads on its chip."""
    if narrow.kind in {"bool", "has"}:
        return _("yes") if value == "true" else _("no")
    if narrow.kind == "choice":
        return listed(narrow.choices.get(v, v) for v in value.split(","))
    if narrow.kind == "ref" and narrow.named is not None:
        return listed(MISSING if v == NONE else narrow.named(actor, int(v)) for v in value.split(","))
    if narrow.named is not None:
        return narrow.named(actor, value)
    return value


def _chips(narrow: Filter, request: HttpRequest, actor: Actor, url: str) -> list[dict[str, Any]]:
    chips = []
    for parameter in narrow.parameters:
        value = request.GET.get(parameter, "").strip()
        if value:
            sign = (
                "≥ "
                if parameter.endswith(FROM) and narrow.kind in {"date", "number"}
                else "≤ "
                if parameter.endswith(TO) and narrow.kind in {"date", "number"}
                else ""
            )
            chips.append(
                {
                    "label": capfirst(narrow.label),
                    "value": sign + _words(narrow, value, actor),
                    "remove_url": _with(request, url, **{parameter: None}),
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
