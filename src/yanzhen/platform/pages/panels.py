"""What stands around the rows of a list: tabs of views, the choice of columns, groups, and the condition builder."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.lib.money import in_words
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import SavedView
from yanzhen.platform.models.views import Sharing
from yanzhen.platform.pages import conditions, nouns
from yanzhen.platform.pages.conditions import OPERATORS, Leaf, kind_of, path_of
from yanzhen.platform.pages.days import RELATIVE
from yanzhen.platform.pages.fields import Field, is_hidden
from yanzhen.platform.pages.grouping import MOST_GROUPS, SPANS, may_group
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.sentences import COMBINING, sentence
from yanzhen.platform.pages.sentences import OPERATORS as WORDS
from yanzhen.platform.pages.viewing import PLAIN, Viewing

UNCHOSEN = frozenset({"version"})
"""Fields that only programs need."""


def link(viewing: Viewing, url: str, **changes: str | None) -> str:
    """The address of this list with some of its state changed; whole, so that it can be sent to somebody."""
    state = {k: v for k, v in {**viewing.state, **changes}.items() if v}
    parameters: dict[str, Any] = dict(state)
    if limit := viewing.parameters.get("limit"):
        parameters["limit"] = limit
    if viewing.open is not None:
        if state == viewing.open.parameters:
            parameters = {"view": viewing.open.pk}
        elif set(state) - {"cursor"}:
            parameters["tab"] = viewing.open.pk
    if not parameters and viewing.habit is not None and viewing.habit.opens_with_id:
        parameters = {"view": PLAIN}
    return f"{url}?{urlencode(parameters)}" if parameters else url


def tabs(noun: Noun, viewing: Viewing, actor: Actor) -> dict[str, Any] | None:
    """The saved views as tabs, and what can be done with the one that is open."""
    may_save = actor.user_id is not None and actor.can("platform.save_view")
    opens_with = viewing.habit.opens_with_id if viewing.habit is not None else None
    current, url = viewing.open, noun.url("list")
    plain_url = f"{url}?{urlencode({'view': PLAIN})}" if opens_with else url
    shown = [{"label": _("All"), "url": plain_url, "active": current is None, "changed": False}]
    shown += [
        {
            "label": v.name,
            "url": f"{url}?{urlencode({'view': v.pk})}",
            "active": current is not None and v.pk == current.pk,
            "changed": viewing.is_changed and current is not None and v.pk == current.pk,
            "hint": "" if v.user_id == actor.user_id else _("Shared by {name}").format(name=v.who),
        }
        for v in viewing.views
    ]
    removed = _removed(noun, viewing, actor)
    return {
        "tabs": shown,
        "may_save": may_save,
        "may_share": actor.can("platform.share_view"),
        "sharings": Sharing.choices,
        "keep_url": reverse(f"{noun.app}:{noun.model_name}_view_keep"),
        "current": current,
        "is_mine": current is not None and current.user_id == actor.user_id,
        "is_changed": viewing.is_changed,
        "is_first": current is not None and current.pk == opens_with,
        "has_first": bool(opens_with),
        "state": urlencode(viewing.state),
        "address": f"{url}?{urlencode(viewing.query.parameters)}" if viewing.query.parameters else url,
        "removed": removed,
    }


def _removed(noun: Noun, viewing: Viewing, actor: Actor) -> SavedView | None:
    """The view that was just taken away, so that it can be brought back."""
    text = viewing.parameters.get("removed", "")
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    rows = SavedView.objects.filter(noun_name=noun.name, user_id=actor.user_id or 0).exclude(removed_at=None)
    return rows.filter(pk=int(text)).first()


def column_choice(noun: Noun, viewing: Viewing, actor: Actor) -> dict[str, Any]:
    """Every field of the noun: those shown in their order, then the rest."""
    query = viewing.query
    shown = {c.field.name: c for c in query.columns}
    rest = [f for n, f in noun.list.every.items() if n not in shown and n not in UNCHOSEN]
    return {
        "url": reverse(f"{noun.app}:{noun.model_name}_view_arrange"),
        "state": urlencode(viewing.state),
        "tab": viewing.open.pk if viewing.open is not None else "",
        "dense": viewing.habit is not None and viewing.habit.is_dense,
        "items": [
            {"value": c.text, "label": capfirst(c.field.label), "shown": True, "masked": is_hidden(c.field, actor)}
            for c in query.columns
        ]
        + [{"value": f.name, "label": capfirst(f.label), "shown": False, "masked": is_hidden(f, actor)} for f in rest],
    }


def groupings(noun: Noun, viewing: Viewing, actor: Actor, url: str) -> list[dict[str, Any]]:
    """The fields by which the list can be grouped, as links."""
    query, offered = viewing.query, []
    current = query.group.text if query.group is not None else ""
    for name, shown in noun.list.every.items():
        if not may_group(shown, query.model, actor):
            continue
        for span in SPANS if kind_of(shown) == "date" else ("",):
            value = f"{name}:{span}" if span else name
            label = capfirst(shown.label)
            if span:
                words = {"month": _("{field} by month"), "year": _("{field} by year")}[span]
                label = words.format(field=label)
            offered.append(
                {"label": label, "url": link(viewing, url, group=value), "active": value == current, "value": value}
            )
    return offered


def groups(viewing: Viewing, url: str, columns: list[Field]) -> dict[str, Any] | None:
    """The groups with counts and sums, each with the address of its rows and of the list narrowed to it."""
    query = viewing.query
    if query.group is None:
        return None
    found = query.groups()
    shown = []
    for part in found[:MOST_GROUPS]:
        where = conditions.printed(conditions.joined(query.where, part.leaf))
        shown.append(
            {
                "label": part.label,
                "count": f"{part.count:,}",
                "sums": [_sum(part.sums, c, query.actor) for c in columns[1:]],
                "url": link(viewing, url, where=where, group=None),
                "rows_url": f"{url}?{urlencode({**query.parameters, 'where': where, 'group': '', 'view': PLAIN})}",
            }
        )
    return {"by": capfirst(query.group.field.label), "parts": shown, "more": len(found) > MOST_GROUPS}


def _sum(sums: list[dict[str, Any]], column: Field, actor: Actor) -> str:
    if not column.total:
        return ""
    if is_hidden(column, actor):
        return masks.HIDDEN
    return "\n".join(
        in_words(s[column.name], currency=s["currency"] if column.kind == "money" else "", digits=column.digits)
        for s in sums
    )


# -- Conditions --------------------------------------------------------------------------------------------------------


def noun_of(shown: Field) -> Noun | None:
    """The noun that a reference points to."""
    model: Any = shown.model
    related = model._meta.get_field(shown.attribute).related_model if model is not None else None
    known: dict[Any, Noun] = {n.model: n for n in nouns.all_nouns()}
    return known.get(related)


def named_key(shown: Field, key: Any, actor: Actor) -> str:
    """How the key of a reference reads: its name where the reader may see it."""
    noun = noun_of(shown)
    if noun is None or not actor.can(noun.code("view")):
        return f"#{key}"
    return str(noun.visible(actor).filter(pk=key).first() or f"#{key}")


def in_sentence(query: ListQuery) -> str:
    """The condition of this list in the reader's language."""
    if query.where is None:
        return ""
    return sentence(query.where, query.spec.every, lambda shown, key: named_key(shown, key, query.actor))


def _keys(condition: conditions.Condition | None, query: ListQuery) -> dict[str, str]:
    """Names of the keys in a condition, for the fields of the builder: `owner:12` → Wang Wei."""
    if condition is None:
        return {}
    if not isinstance(condition, Leaf):
        return {k: v for part in condition.parts for k, v in _keys(part, query).items()}
    shown = query.spec.every[condition.name]
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    if kind_of(shown) != "ref":
        return {}
    return {f"{condition.name}:{v}": named_key(shown, v, query.actor) for v in values if isinstance(v, int)}


def builder(noun: Noun, viewing: Viewing, actor: Actor) -> dict[str, Any]:
    """What the condition builder needs to know; the page holds it as data."""
    query = viewing.query
    fields = []
    for name, shown in noun.list.every.items():
        if is_hidden(shown, actor) or path_of(shown, query.model) is None:
            continue
        kind = kind_of(shown)
        described: dict[str, Any] = {"name": name, "label": capfirst(shown.label), "kind": kind}
        if kind == "choice":
            described["choices"] = [[str(k), str(v)] for k, v in shown.choices.items()]
        if kind == "ref":
            target = noun_of(shown)
            if target is None or not actor.can(target.code("view")):
                described["pick"] = ""
            else:
                described["pick"] = reverse("pick", args=[target.name])
            described["me"] = conditions.is_mine(shown, query.model)
        fields.append(described)
    return {
        "fields": fields,
        "operators": {kind: [[o, str(WORDS[o])] for o in names] for kind, names in OPERATORS.items()},
        "combining": [[k, str(v)] for k, v in COMBINING.items()],
        "relative": [[k, str(v)] for k, v in RELATIVE.items()],
        "where": conditions.plain(query.where) if query.where is not None else None,
        "names": _keys(query.where, query),
        "deepest": conditions.DEEPEST - 1,
        "words": {
            "yes": _("yes"),
            "no": _("no"),
            "me": _("me"),
            "and": _("and"),
            "add": _("Add a condition"),
            "addGroup": _("Add a group"),
            "remove": _("Remove"),
            "field": _("Field"),
            "asks": _("Condition"),
            "value": _("Value"),
            "combine": _("How the conditions combine"),
        },
    }
