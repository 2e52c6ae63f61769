"""The page of the pipeline: is it full enough, and where does it leak?"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from yanzhen.crm.queries import opportunities
from yanzhen.lib.money import in_words
from yanzhen.planning.calc.coverage import Covered
from yanzhen.planning.enums import PipelineStage
from yanzhen.planning.queries import pipeline
from yanzhen.planning.queries.pipeline import Pipeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs


@require_GET
@needs("planning.view_pipelinefigure")
def coverage(request: HttpRequest) -> HttpResponse:
    """Each person's stages beside what they need, the leakiest person first."""
    actor = actor_of(request)
    found = pipeline.of_month(actor, pipeline.month_of(request.GET.get("month", "")))
    leaking = [one for one in found if one.leak is not None]
    real = _real(actor, [one.person_id for one in found])
    context = {
        "page": {"title": _("Pipeline coverage")},
        "title": _title(len(found), len(leaking)),
        "people": [_person(one) | {"real": real.get(one.person_id, "")} for one in found],
        "may_add": actor.can("planning.add_pipelinefigure"),
        "may_change": actor.can("planning.change_pipelinefigure"),
    }
    return render(request, "planning/pace/coverage.html", context)


def _real(actor: Actor, people: Iterable[int]) -> dict[int, str]:
    """What really is open of each person, beside the figures entered; nothing for who may not see opportunities."""
    if not actor.can("crm.view_opportunity"):
        return {}
    sums: dict[int, dict[str, tuple[int, Decimal, Decimal]]] = {}
    for row in opportunities.open_pipeline(actor, owner_ids=people):
        of_person = sums.setdefault(row.owner_id or 0, {})
        count, amount, weighted = of_person.get(row.currency, (0, Decimal(0), Decimal(0)))
        of_person[row.currency] = (count + row.count, amount + row.amount, weighted + row.weighted)
    words = _("Open opportunities: {n} for {amount}, weighted {weighted}")
    return {
        person: "; ".join(
            words.format(n=n, amount=in_words(a, currency=c), weighted=in_words(w, currency=c))
            for c, (n, a, w) in sorted(by_currency.items())
        )
        for person, by_currency in sums.items()
    }


def _title(people: int, leaking: int) -> str:
    if not people:
        return ""
    if not leaking:
        return _("Every stage holds what it needs")
    told = ngettext("{leaking} of {people} person has a leak", "{leaking} of {people} people have a leak", people)
    return told.format(leaking=leaking, people=people)


def _person(one: Pipeline) -> dict[str, Any]:
    leak = one.leak
    finding = _("Every stage holds what it needs")
    if leak is not None:
        finding = _("Leak at “{stage}”: {missing} missing").format(stage=label(leak.code), missing=leak.missing)
    return {
        "name": one.name,
        "month": f"{one.month:%Y-%m}",
        "finding": finding,
        "is_leaking": leak is not None,
        "stages": [_stage(stage, leak, one.figures[stage.code]) for stage in one.stages],
    }


def label(code: str) -> str:
    return str(PipelineStage(code).label)


def _stage(stage: Covered, leak: Covered | None, key: int) -> dict[str, Any]:
    share = stage.coverage
    return {
        "label": label(stage.code),
        "held": f"{stage.held:,}",
        "needed": f"{stage.needed:,}",
        "missing": f"{stage.missing:,}",
        "is_leak": stage.is_leak,
        "is_worst": leak is not None and stage.code == leak.code,
        "percent": "–" if share is None else f"{float(share) * 100:.0f} %",
        "width": 100 if share is None else min(100, int(share * 100)),
        "working": f"{plain(stage.wins)} × {plain(stage.months)} ÷ {plain(stage.rate)} = {stage.needed}",
        "url": reverse("planning:pipelinefigure_record", args=[key]),
    }


def plain(value: Fraction) -> str:
    """A fraction as people write it: 3, 2.5, 1/3."""
    if value.denominator == 1:
        return str(value.numerator)
    if 100 % value.denominator == 0:
        return f"{float(value):g}"
    return f"{value.numerator}/{value.denominator}"
