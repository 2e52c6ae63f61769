"""Processes drafted from won deals: what the best do, as a draft to open, edit and publish."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.calc.pipeline.drafting import TooFew
from yanzhen.crm.calc.pipeline.terms import Share
from yanzhen.crm.models import Process, ProcessDraft
from yanzhen.crm.queries import process_drafts as rows
from yanzhen.crm.queries import processes
from yanzhen.crm.services import process_drafts as services
from yanzhen.crm.views.pipeline import bar
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

PAGE = "crm:pipeline_drafts"


@require_GET
@needs("crm.add_process")
def drafts(request: HttpRequest) -> HttpResponse:
    """What would be drafted from a process today, and the drafts that are there."""
    actor = actor_of(request)
    found = [p for p in processes.visible(actor) if p.is_active]
    key = request.GET.get("process", "")
    source = next((p for p in found if str(p.pk) == key), found[0] if found else None)
    context = {
        "page": {"title": _("Process from won deals")},
        "tabs": bar.tabs(actor, PAGE),
        "source": source,
        "processes": [{"label": p.label, "url": f"{request.path}?process={p.pk}", "is_here": p == source}
                      for p in found],
        "drafts": list(rows.visible(actor)[:20]),
        **_preview(actor, source),
    }  # fmt: skip
    return render(request, "crm/pipeline/drafts.html", context)


def _preview(actor: Actor, source: Process | None) -> dict[str, Any]:
    if source is None:
        return {"few": _("There is no sales process yet.")}
    try:
        return {"working": described(services.told(services.drafted(actor, source.pk)))}
    except TooFew as few:
        return {"few": services.too_few(few)}


def described(told: dict[str, Any]) -> dict[str, Any]:
    """The kept working in words, stages and tasks in the reader's language."""
    names = rows.labels()
    lead = _("The best {n} of {candidates} with enough closed deals win {best}; over all it is {overall}").format(
        n=told["sellers"],
        candidates=told["candidates"],
        best=bar.percent(Share(*told["best"]).rate),
        overall=bar.percent(Share(*told["overall"]).rate),
    )
    if not told["is_compared"]:
        lead = _(
            "Nobody else has enough closed deals to compare with: this is how they sell, not what makes them better."
        )
    best, overall = Share(*told["best"]), Share(*told["overall"])
    doubt = ""
    if (best.rate or 0) <= (overall.rate or 0):
        doubt = _("They win no more than all together: there is little to learn from their order.")
    order = _("{n} of their {deals} won deals went in this order; different orders: {variants}.").format(
        n=told["variant"]["deals"], deals=told["deals"], variants=told["variants"]
    )
    return {
        "lead": lead,
        "order": order,
        "doubt": doubt,
        "steps": [_step(step, names) for step in told["steps"]],
        "others": [
            {"steps": " → ".join(names.get(step, step) for step in v["steps"]), "deals": v["deals"]}
            for v in told["others"]
        ],
    }


def _step(step: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    support, elsewhere = Share(*step["support"]), Share(*step["elsewhere"])
    after = Share(*step["after"]) if step["after"] else None
    return {
        "name": names.get(step["name"], step["name"]),
        "support": bar.percent(support.rate),
        "support_of": bar.of(support),
        "width": bar.width(support.part, support.whole),
        "elsewhere": bar.percent(elsewhere.rate),
        "elsewhere_of": bar.of(elsewhere),
        "elsewhere_width": bar.width(elsewhere.part, elsewhere.whole),
        "after": bar.of(after) if after else "",
        "days": step["median_days"] or MISSING,
        "tasks": [
            {"name": names.get(task["name"], task["name"]), "share": bar.of(Share(*task["share"]))}
            for task in step["tasks"]
        ],
    }


@require_POST
@needs("crm.add_process")
def make(request: HttpRequest) -> HttpResponse:
    """Make the draft and open it."""
    actor = actor_of(request)
    key = request.POST.get("process", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        key = "0"
    source = get_object_or_404(processes.visible(actor), pk=int(key))
    try:
        made = services.make(actor=actor, source=source, name=request.POST.get("name", "").replace("\x00", ""))
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.settle().errors.values()))
        return redirect(PAGE)
    return redirect("crm:pipeline_draft", made.pk)


@require_GET
@needs("crm.view_process")
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft with its working: open it to edit, publish it, throw it away."""
    actor = actor_of(request)
    row = get_object_or_404(rows.visible(actor), pk=pk)
    context = {
        "page": {"title": str(row)},
        "trail": [(_("Process from won deals"), bar.url(PAGE, {}))] if actor.can("crm.add_process") else [],
        "draft": row,
        "working": described(row.working),
        "stages": processes.stages_of(row.process_id),
        "can_publish": row.published_at is None and actor.can("crm.change_process"),
        "can_discard": row.published_at is None and actor.can("crm.remove_process"),
    }
    return render(request, "crm/pipeline/draft.html", context)


def _acted(request: HttpRequest, row: ProcessDraft, act: Any, done: str) -> bool:
    try:
        act(row, actor=actor_of(request))
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.settle().errors.values()))
        return False
    messages.success(request, done)
    return True


@require_POST
@needs("crm.change_process")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the drafted process to new opportunities."""
    row = get_object_or_404(rows.visible(actor_of(request)), pk=pk)
    _acted(
        request,
        row,
        services.publish,
        _("“{process}” is published: new opportunities may take it.").format(process=row),
    )
    return redirect("crm:pipeline_draft", pk)


@require_POST
@needs("crm.remove_process")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    row = get_object_or_404(rows.visible(actor_of(request)), pk=pk)
    gone = _acted(request, row, services.discard, _("The draft was thrown away."))
    return redirect(PAGE) if gone else redirect("crm:pipeline_draft", pk)
