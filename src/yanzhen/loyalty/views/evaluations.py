"""The pages of evaluations: the hub of a period, one grade with its working, its documents, and classes to review."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.queries import customers
from yanzhen.crm.services import customers as customer_services
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty import nouns
from yanzhen.loyalty.enums import Change, Grade, Part
from yanzhen.loyalty.lists import ANALYSIS_TONES
from yanzhen.loyalty.models import EvaluationRun
from yanzhen.loyalty.queries import (
    class_suggestions,
    evaluation_documents,
    evaluation_words,
    evaluations,
    shown,
)
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

VIEW, CLASSIFY = "loyalty.view_evaluation", "crm.classify_customer"
FALLEN = 20
KINDS = {True: "down", False: "up"}


@require_GET
@needs(VIEW)
def hub(request: HttpRequest) -> HttpResponse:
    """The grades of a period: how many moved from where to where, and who fell."""
    actor = actor_of(request)
    runs = evaluations.current(actor)
    asked = request.GET.get("run", "")
    run = next((one for one in runs if str(one.pk) == asked), runs[0] if runs else None)
    if asked and run is not None and str(run.pk) != asked:
        raise Http404
    context: dict[str, Any] = {
        "page": {"title": _("Customer evaluation")},
        "runs": runs,
        "run": run,
        "may_run": actor.can("loyalty.add_evaluationrun"),
        "may_class": actor.can(CLASSIFY),
    }
    if run is not None:
        context |= _period(actor, run)
    return render(request, "loyalty/hub.html", context)


def _period(actor: Actor, run: EvaluationRun) -> dict[str, Any]:
    changes = evaluations.changes(actor, run)
    counted = evaluations.moves(actor, run)
    now = {letter: sum(n for (_b, g), n in counted.items() if g == letter) for letter in Grade.values}
    down = changes[Change.DOWN]
    told = ngettext("{n} customer did worse than before", "{n} customers did worse than before", down)
    return {
        "finding": told.format(n=f"{down:,}") if down else _("No customer did worse than before"),
        "figures": [
            {"label": Grade(letter).label if letter == Grade.NONE else _("Grade {letter}").format(letter=letter),
             "value": f"{now[letter]:,}", "url": _url(run, grade=letter)}
            for letter in Grade.values
        ],
        "heads": [Grade(letter).label for letter in Grade.values],
        "moves": [_row(run, counted, before) for before in Grade.values],
        "fallen": _fallen(actor, run),
        "fallen_url": _url(run, change=Change.DOWN),
    }  # fmt: skip


def _url(run: EvaluationRun, **given: str) -> str:
    return f"{reverse('loyalty:evaluation_list')}?{urlencode({'run': run.pk, **given})}"


def _row(run: EvaluationRun, counted: dict[tuple[str, str], int], before: str) -> dict[str, Any]:
    cells = [
        {"count": counted.get((before, now), 0), "url": _url(run, before=before, grade=now), "kind": _kind(before, now)}
        for now in Grade.values
    ]
    return {"label": Grade(before).label, "cells": cells}


def _kind(before: str, now: str) -> str:
    return "same" if before == now or Grade.NONE in (before, now) else KINDS[now > before]


def _fallen(actor: Actor, run: EvaluationRun) -> list[dict[str, Any]]:
    """Those who fell, the deepest first, with the analysis that was opened."""
    rows = list(
        evaluations.visible(actor).filter(run=run, change=Change.DOWN).order_by("-grade", "before", "pk")[:FALLEN]
    )
    found = evaluations.analyses(actor).filter(evaluation__in=[row.pk for row in rows])
    known = {one.evaluation_id: one for one in found} if actor.can("loyalty.view_causeanalysis") else {}
    return [
        {
            "name": str(row.customer), "url": reverse("loyalty:evaluation_record", args=[row.pk]),
            "owner": str(row.customer.owner or ""), "before": row.before, "now": row.grade,
            "analysis": one.get_state_display() if (one := known.get(row.pk)) else "",
            "analysis_url": reverse("loyalty:causeanalysis_record", args=[one.pk]) if one else "",
            "analysis_tone": ANALYSIS_TONES.get(one.state, "neutral") if one else "",  # type: ignore[call-overload]
        }
        for row in rows
    ]  # fmt: skip


@require_GET
@needs(VIEW)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One grade: six bars, each with its working and the way to its documents."""
    actor, noun = actor_of(request), nouns.EVALUATIONS
    row_or_404(noun, request, pk)
    row = evaluations.whole(actor).get(pk=pk)
    reading.opened(request, noun, row)
    may_see = actor.can("loyalty.view_causeanalysis")
    context = {
        "record": record_page(noun, row, request, actor),
        "noun": noun,
        "row": row,
        "trail": [(_("Customer evaluation"), reverse("loyalty:hub")), (noun.plural, noun.url("list"))],
        "shown": shown.evaluation(row, actor),
        "analyses": evaluations.analyses(actor).filter(evaluation=row) if may_see else [],
        "add_url": f"{reverse('loyalty:causeanalysis_add')}?customer={row.customer_id}&evaluation={row.pk}"
        if actor.can("loyalty.add_causeanalysis")
        else "",
    }
    return render(request, "loyalty/evaluation.html", context)


@require_GET
@needs(VIEW)
def documents(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """The orders or invoices behind one point."""
    actor = actor_of(request)
    row_or_404(nouns.EVALUATIONS, request, pk)
    row = evaluations.whole(actor).get(pk=pk)
    found = next((one for one in evaluation_words.told(row, actor) if one.part == part), None)
    if found is None or found.hidden or not found.has_documents:
        raise Http404
    context = {
        "page": {"title": _("{part} of {customer}").format(part=found.label, customer=row.customer)},
        "trail": [(_("Customer evaluation"), reverse("loyalty:hub")),
                  (str(row), reverse("loyalty:evaluation_record", args=[row.pk]))],
        "words": found.words,
        "sheets": evaluation_documents.of(row, Part(part), actor),
    }  # fmt: skip
    return render(request, "loyalty/documents.html", context)


@require_GET
@needs(CLASSIFY)
def classes(request: HttpRequest) -> HttpResponse:
    """Customers whose class should be another one."""
    actor = actor_of(request)
    found, total = class_suggestions.differing(actor, timezone.localdate())
    rows = [
        {"pk": one.customer.pk, "name": str(one.customer), "reason": one.reason, "letter": one.found.letter,
         "now": one.customer.grade_class or "–", "url": reverse("crm:customer_record", args=[one.customer.pk])}
        for one in found
    ]  # fmt: skip
    page = {"title": _("Classes to review")}
    trail = [(_("Customer evaluation"), reverse("loyalty:hub"))]
    context = {"page": page, "rows": rows, "total": total, "may_accept": actor.can(CLASSIFY), "trail": trail}
    return render(request, "loyalty/classes.html", context)


@require_POST
@needs(CLASSIFY)
def accept_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a customer into the class that is suggested; when that changed meanwhile, say so."""
    actor = actor_of(request)
    customer = get_object_or_404(customers.visible(actor), pk=pk)
    found = class_suggestions.one(customer, timezone.localdate())
    if found is None or found.found.letter != request.POST.get("letter"):
        messages.error(request, _("The suggestion has changed meanwhile."))
        return redirect("loyalty:classes")
    try:
        customer_services.classify(customer, actor=actor, grade_class=found.found.letter, reason=found.reason)
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.errors.values()))
    else:
        messages.success(request, _("“{record}” was saved.").format(record=customer))
    return redirect("loyalty:classes")
