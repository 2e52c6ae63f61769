"""The pages of triggers: built by picking, shown as a sentence, tried on the past."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Trigger, TriggerAct
from yanzhen.platform.models.triggers import ActKind, Side
from yanzhen.platform.notifications import robots
from yanzhen.platform.pages import linesets, navigation, panels
from yanzhen.platform.pages.fields import written_moment
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.triggers import calling, dry, nouns, rules, settings, values, wording

NOUN = nouns.TRIGGERS
LOOKING = ("look", "more", "drop")
DRY_DAYS = 30


def _kinds(actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """The kinds of record that may be watched: those people work on in the order of the work, and the others."""
    pages = [place.page.rpartition("_")[0] for place in navigation.places(actor)]
    offered = [(f"{noun.app}:{noun.model_name}", noun) for noun in values.offered(actor)]
    usual = sorted((pair for pair in offered if pair[0] in pages), key=lambda pair: pages.index(pair[0]))
    others = [pair for pair in offered if pair not in usual]
    shown = lambda pairs: [{"name": n.name, "label": n.plural, "icon": n.icon} for _page, n in pairs]  # noqa: E731
    return {"kinds": shown(usual or others), "others": shown(others if usual else [])}


@require_http_methods(["GET", "POST"])
@needs("platform.add_trigger")
def add(request: HttpRequest) -> HttpResponse:
    """First the kind of record, then the trigger."""
    actor = actor_of(request)
    if not (request.POST or request.GET).get("noun_name"):
        page = {"title": _("New {noun}").format(noun=NOUN.word)}
        context = {"page": page, **_kinds(actor), "trail": _trail()}
        return render(request, "platform/triggers/kinds.html", context, status=422 if request.method == "POST" else 200)
    return _edit(request, actor, None)


@require_http_methods(["GET", "POST"])
@needs("platform.change_trigger")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A trigger that is there."""
    return _edit(request, actor_of(request), row_or_404(NOUN, request, pk))


def _trail() -> list[tuple[str, str]]:
    return [(NOUN.plural, NOUN.url("list"))]


def _edit(request: HttpRequest, actor: Actor, row: Trigger | None) -> HttpResponse:
    assert NOUN.form is not None
    data = _lines_as_wanted(request.POST) if request.method == "POST" else None
    initial = {"noun_name": request.GET.get("noun_name", ""), "event": "created"} if row is None else None
    form = NOUN.form(data, actor=actor, instance=row, initial=initial)
    lines: Any = linesets.bound(NOUN, data, actor, row)
    if form.kind is None and row is not None and request.method == "GET":
        closed = {"page": {"title": str(row)}, "closed": True, "row": row, "trail": _trail()}
        return render(request, "platform/triggers/kinds.html", closed)
    if form.kind is None:
        raise RuleBroken(_("Choose a kind of record that you may see."), field="noun_name", code="kind")
    for line in lines.forms:
        line.aim(form.kind)
    looking = any(name in request.POST for name in LOOKING)
    if data is not None and not looking and linesets.all_valid(form, lines):
        saved = _saved(form, lines, actor, row)
        if saved is not None:
            told = _("“{record}” was saved.") if saved.is_active else _("“{record}” was saved. Look at its dry run.")
            messages.success(request, told.format(record=saved))
            return redirect(NOUN.url("record", saved.pk))
    refused = data is not None and not looking
    if looking:
        form._errors, lines._errors = {}, [{} for _line in lines.forms]  # nothing is judged before it is sent
    return _page(request, actor, row, form, lines, refused)


def _page(
    request: HttpRequest, actor: Actor, row: Trigger | None, form: Any, lines: Any, refused: bool
) -> HttpResponse:
    where = form.held("where")
    title = str(row) if row is not None else _("New {noun}").format(noun=NOUN.word)
    context = {
        "page": {"title": title, "cancel_url": NOUN.url("record", row.pk) if row is not None else NOUN.url("list"),
                 "builder": _builder(form.kind, where, actor)},
        "form": form, "where": where, "lines": lines, "noun": NOUN, "trail": _trail(),
        "sentence": _preview(form, lines, actor, row),
        "conditions": wording.condition(Trigger(where=where), form.kind, actor),
        "numbered": list(enumerate(lines.forms)),
        "may_call": actor.can(settings.CALLS),
    }  # fmt: skip
    return render(request, "platform/triggers/form.html", context, status=422 if refused else 200)


def _lines_as_wanted(post: QueryDict) -> dict[str, Any]:
    """What was sent, without the line to drop and with one more where that is asked for."""
    prefix, data = "acts", {k: v for k, v in post.items() if not k.startswith("acts-")}
    text = post.get(f"{prefix}-TOTAL_FORMS", "0")
    total = min(int(text), rules.MOST_ACTS + 1) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    kept = [n for n in range(total) if str(n) != post.get("drop")]
    for place, number in enumerate(kept):
        head = f"{prefix}-{number}-"
        data |= {f"{prefix}-{place}-{k.removeprefix(head)}": v for k, v in post.items() if k.startswith(head)}
    more = 1 if "more" in post or not kept else 0
    return data | {f"{prefix}-TOTAL_FORMS": str(len(kept) + more), f"{prefix}-INITIAL_FORMS": "0"}


def _saved(form: Any, lines: Any, actor: Actor, row: Trigger | None) -> Trigger | None:
    given = {**form.values(), **linesets.values(NOUN, lines)}
    try:
        if row is None:
            return rules.create(actor=actor, **given)
        return rules.change(row, actor=actor, version=form.cleaned_data.get("version"), **given)
    except RuleBroken as broken:
        _at_their_fields(form, lines, broken.settle().errors)
        return None


def _at_their_fields(form: Any, lines: Any, errors: Mapping[str, Any]) -> None:
    for name, message in errors.items():
        place = name.split(".")
        if len(place) == 3 and place[1].isdigit() and int(place[1]) < len(lines.forms):
            lines.forms[int(place[1])].add_error(place[2], str(message))
        else:
            form.add_error(name if name in form.fields and name != FORM else None, str(message))


def _builder(kind: Any, where: str, actor: Actor) -> dict[str, Any]:
    for text in (where, ""):
        try:
            query = ListQuery(kind.list, actor, {"where": text})
            return panels.builder(kind, SimpleNamespace(query=query), actor)  # type: ignore[arg-type]
        except (RuleBroken, KeyError):
            continue
    return {}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _preview(form: Any, lines: Any, actor: Actor, row: Trigger | None) -> str:
    """The sentence as far as it is picked."""
    held = {n: form.held(n) for n in ("noun_name", "event", "field_name", "where")}
    draft = Trigger(**held, who=actor.name, side=form.held("side") or Side.BEFORE, days=_whole(form.held("days")))
    for name in ("from_value", "to_value"):
        setattr(draft, name, _read(form.kind, actor, draft.field_name, form.held(name)))
    before = list(row.acts.all()) if row is not None else []
    acts = [_drafted(line, n, form.kind, actor, before) for n, line in enumerate(lines.forms) if line.held("kind")]
    return wording.headed(wording.whole(draft, acts, actor))


def _read(kind: Any, actor: Actor, name: str, text: str) -> str:
    try:
        return values.cleaned(kind, actor, name, text, name) if name else ""
    except RuleBroken:
        return text


def _drafted(line: Any, place: int, kind: Any, actor: Actor, before: list[TriggerAct]) -> TriggerAct:
    names = ("kind", "recipient", "text", "field_name")
    act = TriggerAct(place=place, **{n: line.held(n) for n in names}, person_id=_whole(line.held("person_id")))
    act.robot_id, act.days = _whole(line.held("robot_id")), _whole(line.held("days")) or 0
    act.value = _read(kind, actor, act.field_name, line.held("value"))
    address = line.held("address")
    kept = next((b.hint for b in before if b.place == place and b.kind == ActKind.WEBHOOK), "")
    act.hint = robots.masked(address) if address else kept
    return act


@require_GET
@needs("platform.view_trigger")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """A trigger as a sentence, with its log."""
    actor, row = actor_of(request), row_or_404(NOUN, request, pk)
    acts = list(row.acts.select_related("robot"))
    calls = any(act.kind == ActKind.WEBHOOK for act in acts)
    context = {
        "record": record_page(NOUN, row, request, actor),
        "noun": NOUN,
        "row": row,
        "trail": _trail(),
        "sentence": wording.headed(wording.whole(row, acts, actor)),
        "is_mine": row.user_id == actor.user_id,
        "signing_key": calling.signing_key(row.pk) if calls and row.user_id == actor.user_id else "",
    }
    return render(request, "platform/triggers/record.html", context)


@require_GET
@needs("platform.view_trigger")
def dry_run(request: HttpRequest, pk: int) -> HttpResponse:
    """What it would have done in the past days."""
    actor, row = actor_of(request), row_or_404(NOUN, request, pk)
    days = _whole(request.GET.get("days", "")) or DRY_DAYS
    trial = dry.run(row, actor=actor, days=days)
    context = {
        "page": {"title": _("Dry run")},
        "trail": [*_trail(), (str(row), NOUN.url("record", row.pk))],
        "row": row,
        "sentence": wording.headed(wording.whole(row, row.acts.select_related("robot"), actor)),
        "trial": trial,
        "lines": [
            {"would": one, "when": written_moment(one.when) if isinstance(one.when, datetime) else one.when.isoformat()}
            for one in trial.shown
        ],
        "choices": (7, 30, 90),
        "may_switch_on": not row.is_active and row.user_id == actor.user_id and actor.can("platform.change_trigger"),
        "switch_url": NOUN.url("act", row.pk, "switch_on"),
    }
    return render(request, "platform/triggers/dry.html", context)
