"""What closed opportunities taught about each stage, beside what was set by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.calc.pipeline.learning import ENOUGH, STRENGTH
from yanzhen.crm.calc.pipeline.terms import Share
from yanzhen.crm.models import Process, Stage, StageLearning
from yanzhen.crm.queries import pipeline, processes
from yanzhen.crm.services import learning
from yanzhen.crm.views.pipeline import bar
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs

PAGE = "crm:pipeline_learnt"


@require_GET
@needs("crm.view_process")
def learnt(request: HttpRequest) -> HttpResponse:
    """Given beside learnt, stage by stage."""
    actor = actor_of(request)
    found = list(processes.visible(actor))
    key = request.GET.get("process", "")
    process = next((p for p in found if str(p.pk) == key), found[0] if found else None)
    rows = described(process) if process else []
    context = {
        "page": {"title": _("Learnt from the past")},
        "tabs": bar.tabs(actor, PAGE),
        "process": process,
        "processes": [
            {"label": p.label, "url": f"{request.path}?process={p.pk}", "is_here": p == process} for p in found
        ],
        "rows": rows,
        "overall": next((row["overall"] for row in rows if row["overall"]), ""),
        "learnt_on": next((row["learnt_on"] for row in rows if row["learnt_on"]), None),
        "can_take": actor.can("crm.change_process"),
        "enough": ENOUGH,
        "strength": STRENGTH,
        "months": learning.MONTHS,
    }
    return render(request, "crm/pipeline/learnt.html", context)


def described(process: Process) -> list[dict[str, Any]]:
    """A row for each stage."""
    taught = pipeline.learnt(process.pk)
    return [_row(stage, taught.get(stage.pk)) for stage in processes.stages_of(process.pk)]


def _row(stage: Stage, row: StageLearning | None) -> dict[str, Any]:
    base = {
        "key": stage.pk, "name": stage.label, "given": f"{stage.probability} %", "usual": stage.usual_days,
        "overall": "", "learnt_on": None, "suggested": None, "percent": "", "working": "", "few": _("Not learnt yet"),
    }  # fmt: skip
    if row is None:
        return base
    share, overall = Share(row.won, row.closed), Share(row.overall_won, row.overall)
    few = "" if row.percent is not None else _("Too few: {n} of {enough}").format(n=row.closed, enough=ENOUGH)
    return {
        **base,
        "few": few,
        "percent": "" if row.percent is None else f"{row.percent:.1f} %",
        "plain": bar.percent(share.rate),
        "share": bar.of(share),
        "working": "" if row.percent is None else _working(row),
        "overall": f"{bar.percent(overall.rate)} ({bar.of(overall)})",
        "learnt_on": row.learnt_on,
        "median": bar.days(row.median_days),
        "most": bar.days(row.most_days),
        "stays": row.stays,
        "suggested": row.usual_days,
        "differs": row.usual_days is not None and row.usual_days != stage.usual_days,
    }


def _working(row: StageLearning) -> str:
    """The formula with its numbers."""
    return (
        f"({row.won} + {STRENGTH} × {row.overall_won} ÷ {row.overall}) ÷ ({row.closed} + {STRENGTH}) = {row.percent} %"
    )


@require_POST
@needs("crm.change_process")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the suggested duration count."""
    stage = get_object_or_404(processes.stages(actor_of(request)), pk=pk)
    try:
        changed = learning.take_usual_days(stage, actor=actor_of(request))
        message = _("“{stage}” now usually takes {n} days; what stays longer is stuck.")
        messages.success(request, message.format(stage=changed, n=changed.usual_days))
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.settle().errors.values()))
    return redirect(f"{reverse(PAGE)}?process={stage.process_id}")
