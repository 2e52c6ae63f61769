"""The page of one record, as the template wants it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import cells, collaboration, histories, nouns, tables
from yanzhen.platform.pages.fields import Field, html_reader, is_hidden, is_revealable
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Noun, Panel, Tab
from yanzhen.platform.trail import reading

TAB_ROWS = 20
MOST_COUNTED = 1_000
"""Related records are counted up to here: a customer of a hundred thousand orders opens as fast as any other."""


def record_page(noun: Noun, row: Any, request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Describe one record: head, fields, related lists, history."""
    tabs = _tabs(noun, row, request, actor)
    active = next((t for t in tabs if t["active"]), None)
    return {
        "title": str(row),
        "kind_label": noun.label,
        "state": _state(noun, row),
        "figures": [{**f, "label": capfirst(f["label"])} for f in noun.figures(row, actor)],
        "actions": _actions(noun, row, actor),
        **_fields(noun, row, actor),
        "tabs": [{k: v for k, v in t.items() if k != "body"} for t in tabs],
        "body": active["body"]() if active else None,
        **(histories.of_record(row, request, actor) if noun.has_notes else {"timeline": []}),
        **collaboration.of_record(noun, row, actor),
        "note_form": _note_form(noun, row, actor),
        "seen_url": reading.seen_url(noun.name, row.pk, actor),
    }


def _note_form(noun: Noun, row: Any, actor: Actor) -> dict[str, Any]:
    if not noun.has_notes:
        return {"url": "", "can_add": False}
    return {"url": noun.url("note", row.pk), "can_add": actor.can("platform.add_note")}


def _state(noun: Noun, row: Any) -> dict[str, Any] | None:
    if not noun.state:
        return None
    shown = next(f for f in noun.fields if f.name == noun.state)
    value = shown.get(row)
    if value in (None, ""):
        return None
    return {"label": shown.choices.get(value, value), "tone": shown.tones.get(value, "neutral")}


def _actions(noun: Noun, row: Any, actor: Actor) -> list[dict[str, Any]]:
    offered = [a for a in noun.actions if actor.can(a.code) and a.offered(row) and noun.is_led(row, actor, a.code)]
    actions = [
        {
            "label": a.label,
            "url": reverse(a.page, args=[row.pk])
            if a.page
            else reverse(f"{noun.app}:{noun.model_name}_act", args=[row.pk, a.name]),
            "icon": a.icon,
            "method": "get" if a.page else "post",
            "primary": a.primary,
            "danger": a.danger,
        }
        for a in offered
    ]
    if noun.may_change(row):
        if noun.allows("change", actor) and noun.is_led(row, actor, noun.code("change")):
            actions.append(
                {
                    "label": _("Edit"),
                    "url": noun.url("change", row.pk),
                    "icon": "pencil",
                    "method": "get",
                    "primary": not any(a.primary for a in offered),
                    "danger": False,
                }
            )
        if noun.may_remove(row) and noun.allows("remove", actor) and noun.is_led(row, actor, noun.code("remove")):
            actions.append(
                {
                    "label": _("Remove"),
                    "url": noun.url("remove", row.pk),
                    "icon": "trash",
                    "method": "get",
                    "primary": False,
                    "danger": True,
                }
            )
    return actions


def _fields(noun: Noun, row: Any, actor: Actor) -> dict[str, Any]:
    by_name = {f.name: f for f in noun.fields}
    is_open = noun.may_change(row) and noun.is_led(row, actor, noun.code("change"))
    editable = cells.editable(noun, actor) if is_open else frozenset()

    def shown(name: str) -> dict[str, Any]:
        described: Field = by_name[name]
        return {
            "label": capfirst(described.label),
            "value": html_reader(described, actor)(row),
            "masked": is_hidden(described, actor) and not is_revealable(described, actor),
            "edit": name if name in editable else "",
        }

    groups: Mapping[Any, Any] = noun.groups
    grouped = {name for names in groups.values() for name in names}
    rest = [f.name for f in noun.fields if f.name not in grouped and f.name not in {"id", "version", noun.state}]
    return {
        "fields": [shown(n) for n in rest],
        "groups": [{"label": label, "fields": [shown(n) for n in names]} for label, names in groups.items()],
    }


def _tabs(noun: Noun, row: Any, request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    tabs: list[dict[str, Any]] = []
    if noun.lines is not None:
        lines = list(noun.lines.query(row))
        tabs.append(
            {
                "name": noun.lines.name,
                "label": noun.lines.label,
                "count": len(lines),
                "body": lambda: lines_html(noun, lines, actor),
            }
        )
    for tab in noun.tabs:
        shown = _panel(tab, row, actor) if isinstance(tab, Panel) else _list(tab, row, actor)
        tabs += [{"name": tab.name, "label": tab.label, **shown}] if shown else []
    wanted = request.GET.get("tab", "")
    begins = next((t for t in tabs if t["count"] != 0), tabs[0] if tabs else {"name": ""})
    chosen = wanted if any(t["name"] == wanted for t in tabs) else begins["name"]
    return [{**t, "url": f"?tab={t['name']}", "active": t["name"] == chosen} for t in tabs]


def _panel(tab: Panel, row: Any, actor: Actor) -> dict[str, Any]:
    return {"count": tab.count(row, actor), "body": lambda: tab.body(row, actor)} if actor.can(tab.code) else {}


def _list(tab: Tab, row: Any, actor: Actor) -> dict[str, Any]:
    related = nouns.get(tab.noun)
    if not actor.can(related.code("view")):
        return {}
    query = ListQuery(related.list, actor, {tab.by: str(getattr(row, tab.value))})
    count = query.rows().order_by().select_related(None)[: MOST_COUNTED + 1].count()
    return {"count": _counted(count), "body": _related(tab, related, query, count, row, actor)}


def _counted(count: int) -> int | str:
    return count if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


def _related(tab: Tab, related: Noun, query: ListQuery, count: int, row: Any, actor: Actor) -> Any:
    def body() -> str:
        columns = [c for c in related.list.columns if c.name != tab.by]
        found = query.ordered()[:TAB_ROWS]
        return render_to_string(
            "platform/_table.html",
            {
                "columns": tables.heads(columns),
                "rows": tables.rows(found, columns, actor, f"{related.app}:{related.model_name}_record"),
                "label": tab.label,
                "all_url": f"{related.url('list')}?{urlencode({tab.by: getattr(row, tab.value)})}"
                if count > TAB_ROWS
                else "",
                "total": _counted(count),
                "add": {
                    "label": _("New {noun}").format(noun=related.word),
                    "url": f"{related.url('add')}?{urlencode({tab.by: getattr(row, tab.value)})}",
                }
                if related.allows("add", actor)
                else None,
            },
        )

    return body


def lines_html(noun: Noun, lines: list[Any], actor: Actor) -> str:
    assert noun.lines is not None
    columns = [f for f in noun.lines.fields if not is_hidden(f, actor)]
    return render_to_string(
        "platform/_table.html",
        {"columns": tables.heads(columns), "rows": tables.rows(lines, columns, actor), "label": noun.lines.label},
    )
