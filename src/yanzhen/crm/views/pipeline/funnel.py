"""The funnel of a process: where opportunities go on, where they stay, and what becomes of each month's."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.crm.calc.pipeline.funnel import Cohort, Step
from yanzhen.crm.calc.pipeline.terms import Share
from yanzhen.crm.forms.pipeline import FunnelAsked, funnel_asked
from yanzhen.crm.lists import pipeline_files as files
from yanzhen.crm.queries.pipeline_reports import FunnelReport, funnel_report
from yanzhen.crm.views.pipeline import bar
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.views import actor_of, needs

PAGE = "crm:pipeline_funnel"
TITLE = gettext_lazy("Funnel")
FEW = 5
"""A share of fewer opportunities than this is not called a finding."""
SHADES = 5


@require_GET
@needs("crm.view_opportunity")
def funnel(request: HttpRequest) -> HttpResponse:
    """The page; with `part` also the opportunities behind a figure, with `format` a file."""
    actor = actor_of(request)
    try:
        asked = funnel_asked(actor, request.GET.dict())
        report = funnel_report(actor, asked.narrowed, asked.created)
        currency = asked.currency or (report.currencies[0] if report.currencies else "CNY")
        if "format" in request.GET:
            wanted = files.Door(permits.PAGE, request.GET["format"])
            return files.funnel_file(request, actor, report, asked, currency, wanted)
    except RuleBroken as broken:
        return bar.refused(request, broken, str(TITLE), PAGE)
    return render(request, "crm/pipeline/funnel.html", described(actor, asked, report, currency))


def described(actor: Actor, asked: FunnelAsked, report: FunnelReport, currency: str) -> dict[str, Any]:
    """The page as plain data."""
    return {
        "page": {"title": _("Funnel")},
        "tabs": bar.tabs(actor, PAGE),
        "asked": asked,
        "filters": bar.filters(actor, asked),
        "currencies": bar.currencies(PAGE, asked.address, report.currencies, currency),
        "exports": bar.exports(actor, PAGE, asked.address, currency=currency),
        "unit": amounts.unit(actor, currency),
        "title": finding(report),
        "cards": _cards(actor, asked, report, currency),
        "steps": [_step(actor, asked, report, at, currency) for at in range(len(report.stages))],
        "stages": [stage.label for stage in report.stages],
        "cohorts": [_cohort(cohort) for cohort in reversed(report.cohorts)],
        "unplaced": report.funnel.unplaced,
        "behind": _behind(actor, asked, report),
        "all_url": bar.url(PAGE, {k: v for k, v in asked.address.items() if k not in {"from", "to"}}, all=1),
    }


def finding(report: FunnelReport) -> str:
    """The stage after which the smallest share goes on, if enough came to it to say so."""
    steps = [(s, step) for s, step in zip(report.stages, report.funnel.steps, strict=True) if step.onward.whole >= FEW]
    if not report.funnel.deals:
        return _("Nothing came in here in this time")
    if not steps:
        return _("Too few opportunities have been decided to say where they are lost")
    stage, worst = min(steps, key=lambda pair: pair[1].onward.rate or Fraction(0))
    return _("Most is lost at “{stage}”: {share} go on").format(stage=stage.label, share=bar.percent(worst.onward.rate))


def _cards(actor: Actor, asked: FunnelAsked, report: FunnelReport, currency: str) -> list[dict[str, Any]]:
    found, zero = report.funnel, Decimal(0)
    open_value = found.value.get(currency, zero) - found.won_value.get(currency, zero)
    lost = sum((d.amount for d in report.deals if d.state == "lost" and d.currency == currency), zero)
    unit = amounts.unit(actor, currency)
    link = {part: bar.url(PAGE, asked.address, part=part) + "#behind" for part in ("reached", "won", "lost")}
    return [
        {"label": _("Opportunities"), "value": f"{found.deals:,}", "url": link["reached"],
         "hint": _("{n} still open").format(n=f"{found.open:,}")},
        {"label": _("Win rate"), "value": bar.percent(found.win_rate.rate), "url": link["won"],
         "hint": _("{share} closed").format(share=bar.of(found.win_rate))},
        {"label": _("Won"), "value": amounts.short(actor, found.won_value.get(currency, zero)), "unit": unit,
         "url": link["won"]},
        {"label": _("Still open"), "value": amounts.short(actor, open_value - lost), "unit": unit},
    ]  # fmt: skip


def _step(actor: Actor, asked: FunnelAsked, report: FunnelReport, at: int, currency: str) -> dict[str, Any]:
    stage, step, zero = report.stages[at], report.funnel.steps[at], Decimal(0)
    most = report.funnel.steps[0].reached

    def link(part: str) -> str:
        return bar.url(PAGE, asked.address, part=part, stage=stage.pk) + "#behind"

    learnt = report.learnt.get(stage.pk)
    return {
        "name": stage.label,
        "width": bar.width(step.reached, most),
        "won_width": bar.width(report.funnel.won, most),
        "reached": f"{step.reached:,}",
        "reached_url": link("reached"),
        "value": amounts.table(actor, step.value.get(currency, zero)),
        "waiting": f"{step.waiting:,}",
        "waiting_url": link("waiting") if step.waiting else "",
        "waiting_value": amounts.table(actor, step.waiting_value.get(currency, zero)),
        "onward": bar.percent(step.onward.rate),
        "onward_of": bar.of(step.onward),
        "is_last": at == len(report.stages) - 1,
        "won": bar.percent(step.won.rate),
        "won_of": bar.of(step.won),
        "median": bar.days(step.median_days),
        "most": bar.days(step.most_days),
        "timed": step.timed,
        "usual": stage.usual_days,
        "skipped": _skipped(step),
        "learnt": learnt,
    }


def _skipped(step: Step) -> str:
    missing = step.reached - step.entered
    return _("{n} passed it without standing in it").format(n=f"{missing:,}") if missing > 0 else ""


def _cohort(cohort: Cohort) -> dict[str, Any]:
    return {
        "month": date_format(cohort.month, "Y-m"),
        "deals": f"{cohort.deals:,}",
        "cells": [_shade(Share(n, cohort.deals)) for n in cohort.reached],
        "won": _shade(Share(cohort.won, cohort.deals)),
        "open": f"{cohort.open:,}",
        "rate": bar.percent(cohort.win_rate.rate),
    }


def _shade(share: Share) -> dict[str, Any]:
    rate = share.rate or Fraction(0)
    return {"text": bar.percent(share.rate), "n": f"{share.part:,}", "shade": -int(-rate * SHADES // 1)}


def _behind(actor: Actor, asked: FunnelAsked, report: FunnelReport) -> dict[str, Any] | None:
    if not asked.part:
        return None
    stage = next((s for s in report.stages if s.pk == asked.stage), None)
    name = stage.label if stage else (report.stages[0].label if report.stages else "")
    titles = {
        "reached": _("Came to “{stage}”").format(stage=name),
        "waiting": _("In “{stage}” now").format(stage=name),
        "won": _("Won"),
        "lost": _("Lost"),
    }
    entries = report.behind(asked.part, asked.stage)
    return bar.behind(actor, PAGE, asked, asked.address, titles[asked.part], entries)
