"""The page of a bulk change: choose fields and values, look at what would happen, do it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import BulkChange
from yanzhen.platform.models.bulk_changes import BulkState
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.viewing import asked, state_of
from yanzhen.platform.services import bulk_changes

MOST_REASONS = 50


def selected(
    noun: Noun, actor: Actor, keys: Sequence[int] | None, parameters: Mapping[str, str] | None
) -> models.QuerySet[Any]:
    """The rows that were picked one by one, or all of a filter; always only those the actor sees."""
    if (keys is None) == (parameters is None):
        raise RuleBroken(_("Name either the records or a filter."), field="ids", code="selection")
    if parameters is not None:
        state = state_of(parameters, noun.list)
        unknown = sorted(k for k, v in parameters.items() if v.strip() and k not in {*state, "view"})
        if unknown:
            raise RuleBroken(_("This list has no such parameter."), field=unknown[0][:60], code="parameter")
        return asked(noun.list, actor, {**parameters}).rows()
    assert keys is not None
    if len(keys) > bulk_changes.MOST_ROWS:
        most = f"{bulk_changes.MOST_ROWS:,}"
        raise RuleBroken(_("At most {most} records at once.").format(most=most), field="ids", code="most")
    if not all(0 <= key < 2**63 for key in keys):
        raise RuleBroken(_("“{text}” is not a key.").format(text="ids"), field="ids", code="key")
    return noun.visible(actor).filter(pk__in=set(keys))


def previewed(noun: Noun, actor: Actor, key: int) -> BulkChange:
    """A preview of one's own that has not been carried out."""
    rows = BulkChange.objects.filter(noun_name=noun.name, user_id=actor.user_id)
    found = rows.filter(pk=key).first() if 0 <= key < 2**63 and actor.user_id is not None else None
    if found is None:
        raise Http404
    if found.state != BulkState.PREVIEWED:
        raise RuleBroken(_("This change has been carried out already, or is not yours."), code="ended")
    return found


def unmasked(noun: Noun, actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a sample with what the actor may not see taken out."""
    return {n: None if masks.is_hidden(noun.model, n, actor) else v for n, v in values.items()}


def page(noun: Noun, request: HttpRequest, actor: Actor) -> HttpResponse:
    """One address, three steps: each form carries what the step before was told."""
    actor.require("platform.change_in_bulk")
    if request.method != "POST":
        return redirect(noun.url("list"))
    if request.POST.get("step") == "run":
        return _run(noun, request, actor)
    try:
        rows = _rows(noun, request, actor)
    except RuleBroken as broken:
        return _refused(noun, request, broken)
    if request.POST.get("step") == "preview":
        return _preview(noun, request, actor, rows)
    return _choose(noun, request, actor, rows, {})


def _rows(noun: Noun, request: HttpRequest, actor: Actor) -> models.QuerySet[Any]:
    if request.POST.get("whole") == "true":
        return selected(noun, actor, None, dict(parse_qsl(request.POST.get("state", ""))))
    keys = [int(k) for k in request.POST.get("ids", "").split(",") if k.isascii() and k.isdigit() and len(k) < 20]
    return selected(noun, actor, keys, None)


def _context(noun: Noun, request: HttpRequest, title: str) -> dict[str, Any]:
    return {
        "noun": noun,
        "page": {"title": title, "url": reverse(f"{noun.app}:{noun.model_name}_bulk_edit")},
        "kept": [(n, request.POST.get(n, "")) for n in ("whole", "state", "ids")],
        "back_url": f"{noun.url('list')}?{request.POST.get('state', '')}".rstrip("?"),
        "trail": [(noun.plural, noun.url("list"))],
    }


def _refused(noun: Noun, request: HttpRequest, broken: RuleBroken) -> HttpResponse:
    text = " ".join(str(m) for m in broken.errors.values())
    return render(request, "422.html", {"title": _("That cannot be done"), "text": text}, status=broken.status)


def _choose(
    noun: Noun, request: HttpRequest, actor: Actor, rows: models.QuerySet[Any], errors: Mapping[str, Any]
) -> HttpResponse:
    count = rows.order_by().select_related(None).count()
    if not 1 <= count <= bulk_changes.MOST_ROWS:
        most = f"{bulk_changes.MOST_ROWS:,}"
        text = _("At most {most} records at once.").format(most=most) if count else _("No record is selected.")
        return _refused(noun, request, RuleBroken(text))
    offered, chosen = bulk_changes.fields_of(noun, actor), request.POST.getlist("set")
    assert noun.form is not None
    form = noun.form(request.POST if errors else None, actor=actor)
    fields = [
        {
            "name": n,
            "field": form[n],
            "label": capfirst(f.label or n),
            "chosen": n in chosen,
            "error": errors.get(n, ""),
        }
        for n, f in offered.items()
    ]
    title = ngettext("Change {count} record", "Change {count} records", count).format(count=f"{count:,}")
    context = {**_context(noun, request, title), "fields": fields, "error": errors.get(FORM) or errors.get("values")}
    return render(request, "platform/bulk.html", context, status=422 if errors else 200)


def _preview(noun: Noun, request: HttpRequest, actor: Actor, rows: models.QuerySet[Any]) -> HttpResponse:
    offered = bulk_changes.fields_of(noun, actor)
    given: dict[str, Any] = {}
    for name in request.POST.getlist("set"):
        several = (
            name in offered
            and hasattr(offered[name].widget, "allow_multiple_selected")
            and offered[name].widget.allow_multiple_selected
        )
        given[name] = request.POST.getlist(name) if several else request.POST.get(name, "")
    try:
        found = bulk_changes.preview(actor=actor, noun=noun, rows=rows, values=given)
    except RuleBroken as broken:
        return _choose(noun, request, actor, rows, {k: str(v) for k, v in broken.errors.items()})
    title = _("This would change")
    context = {
        **_context(noun, request, title),
        "found": found,
        "total": f"{found.bulk.total:,}",
        "refused": found.refused[:MOST_REASONS],
        "more_refused": max(0, len(found.refused) - MOST_REASONS),
        "untried": found.changing > found.tried,
        "sample": [
            (record, [(bulk_changes.label_of(noun, n), _word(noun, actor, n, old), _word(noun, actor, n, new[n]))
                      for n, old in before.items()])
            for record, before, new in found.sample
        ],
    }  # fmt: skip
    return render(request, "platform/bulk_preview.html", context)


def _word(noun: Noun, actor: Actor, name: str, value: Any) -> str:
    """A stored value as people read it."""
    described: Any = noun.model._meta.get_field(name)
    if masks.is_hidden(noun.model, name, actor):
        return masks.HIDDEN
    if value in (None, ""):
        return MISSING
    if isinstance(described, models.ForeignKey):
        return str(described.related_model._base_manager.filter(pk=value).first() or value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(described.flatchoices).get(value, value))


def _run(noun: Noun, request: HttpRequest, actor: Actor) -> HttpResponse:
    key = request.POST.get("bulk", "")
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        raise Http404
    done = bulk_changes.run(previewed(noun, actor, int(key)), actor=actor)
    if done.job_id is not None:
        return redirect("platform:job_record", done.job_id)
    return redirect("platform:bulkchange_record", done.pk)
