"""The page of pace: where a plan stands today, for everything in reach, a unit or a person."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import Dim, ImprovementState, Metric
from yanzhen.planning.forms.pace import BoundForm
from yanzhen.planning.forms.pace_asking import SPANS, Question, question
from yanzhen.planning.models import Plan, PlanCell
from yanzhen.planning.queries import attainment, gaps, pace, pace_rows, pace_steps, places, plan_changes, plans
from yanzhen.planning.queries import pace_words as words
from yanzhen.planning.services import pace as services
from yanzhen.planning.views import heads, pace_charts, pace_findings
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

VIEW, SET = "planning.view_pace", "planning.set_pace"
heads.add(heads.Place(60, "pace", gettext_lazy("Pace"), "planning:pace_of_plan", VIEW))


@require_GET
@needs(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """The plan in force, or the one that is chosen of several."""
    actor = actor_of(request)
    running = plans.in_force(actor, timezone.localdate())
    asked = request.GET.get("plan", "")
    chosen = next((p for p in running if str(p.pk) == asked), running[0] if running else None)
    if chosen is None or (asked and str(chosen.pk) != asked):
        return render(request, "planning/pace/none.html", {"page": {"title": _("Pace")}})
    return _page(request, actor, chosen, running)


@require_GET
@needs(VIEW)
def of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a tab of any plan, published or not."""
    plan = heads.plan_of(request, pk)
    return _page(request, actor_of(request), plan, [], head=heads.head(plan, actor_of(request), "pace"))


def _page(request: HttpRequest, actor: Actor, plan: Plan, running: list[Plan], **more: Any) -> HttpResponse:
    page = {"title": _("Pace")}
    try:
        asked = question(actor, plan, request.GET.dict())
        described = _described(actor, asked, request.path, bool(running))
    except warehouse.NotReady as broken:
        told = {"title": _("The figures are being prepared"), "text": str(broken), "page": page, **more}
        return render(request, "planning/pace/refused.html", told, status=503)
    except RuleBroken as broken:
        text = " ".join(str(m) for m in broken.errors.values())
        told = {"title": _("This question makes no sense"), "text": text, "page": page, "url": request.path, **more}
        return render(request, "planning/pace/refused.html", told, status=broken.status)
    context = {"page": page, "plans": [
        {"label": str(p), "url": f"{request.path}?plan={p.pk}", "is_here": p == plan} for p in running
    ], **described, **more}  # fmt: skip
    return render(request, "planning/pace/pace.html", context)


def _described(actor: Actor, asked: Question, path: str, names_plan: bool) -> dict[str, Any]:
    found = pace.standing(actor, asked.plan, asked.subject, asked.period, asked.on, asked.metric)
    located = gaps.located(actor, found)

    def url(**changes: Any) -> str:
        state = {"plan": asked.plan.pk if names_plan else "", "span": asked.span, "metric": asked.metric,
                 "on": "" if asked.on == timezone.localdate() else asked.on.isoformat(),
                 **_subject_state(asked.subject)} | changes  # fmt: skip
        usual = {"span": "plan", "metric": Metric.REVENUE}
        return f"{path}?{urlencode({k: v for k, v in state.items() if v and usual.get(k) != v})}"

    return {
        "plan": asked.plan,
        "found": found,
        "title": pace_findings.title(found),
        "cards": pace_findings.cards(actor, found),
        "steps": pace_steps.steps(actor, found),
        "chart": pace_charts.course(actor, found, pace_findings.title(found)) if found.points else None,
        "cause": pace_findings.cause(actor, found, located),
        "subject_label": _subject_label(actor, asked.subject),
        "subjects": _subjects(actor, asked, url),
        "spans": [{"label": label, "url": url(span=code), "is_here": code == asked.span}
                  for code, label in zip(SPANS, (_("The plan"), _("Quarter"), _("Month")), strict=True)],
        "metrics": [{"label": Metric(code).label, "url": url(metric=code), "is_here": code == asked.metric}
                    for code in _metrics(actor, asked.plan)],
        "changes": plan_changes.told(actor, asked.plan, found.on),
        "open_cards": pace_rows.improvements(actor).filter(plan=asked.plan).exclude(
            state=ImprovementState.CLOSED)[:5] if actor.can("planning.view_improvement") else [],
        "may_open": actor.can("planning.add_improvement"),
        "may_set": plans.led(asked.plan, actor, SET),
        "bound": pace_findings.bound_percent(found.bound),
        "sales_url": words.sales_url("person", asked.period, asked.plan.currency, asked.subject.filters),
    }  # fmt: skip


def _subject_state(subject: pace.Subject) -> dict[str, Any]:
    return {"whole": "1", "unit": "", "person": ""} if not subject.side else {
        "whole": "", "unit": "", "person": "", subject.side: subject.key}  # fmt: skip


def _subject_label(actor: Actor, subject: pace.Subject) -> str:
    if subject.key is None:
        return _("Everything in your reach")
    return places.names(actor, Dim(subject.side), [subject.key])[0]


def _subjects(actor: Actor, asked: Question, url: Any) -> list[dict[str, Any]]:
    """Whose pace may be looked at: the whole, units, people."""
    found = [{"group": "", "label": _("Everything in your reach"), "url": url(**_subject_state(pace.Subject())),
              "is_here": not asked.subject.side}]  # fmt: skip
    for side, keys, group in (("unit", asked.units, _("Units")), ("person", asked.people, _("People"))):
        for key, name in zip(keys, places.names(actor, Dim(side), list(keys)), strict=True):
            subject = pace.Subject(side, key)
            found.append({"group": group, "label": name, "url": url(**_subject_state(subject)),
                          "is_here": subject == asked.subject})  # fmt: skip
    return found


def _metrics(actor: Actor, plan: Plan) -> list[str]:
    there = PlanCell.objects.visible_to(actor).filter(plan=plan).order_by().values_list("metric", flat=True).distinct()
    return [code for code in Metric.values if code in set(there) and attainment.may_see(actor, code)]


@require_POST
@needs(SET)
def set_bound(request: HttpRequest, pk: int) -> HttpResponse:
    """Under which chance this plan is red; with `all` every plan without a bound of its own."""
    plan = heads.plan_of(request, pk)
    form = BoundForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        messages.error(request, capfirst(" ".join(str(e) for e in form.errors.get("percent", []))))
        return redirect("planning:pace_of_plan", plan.pk)
    whose = None if request.POST.get("all") else plan
    services.set_bound(whose, actor=actor_of(request), percent=form.cleaned_data["percent"])
    messages.success(request, _("The pace is red under a chance of {n} %.").format(n=form.cleaned_data["percent"]))
    return redirect(f"{reverse('planning:pace_of_plan', args=[plan.pk])}")
