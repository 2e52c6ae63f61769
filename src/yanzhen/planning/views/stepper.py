"""The steps of a plan on its page: where it stands, when each step was or is meant to be, and where it may go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import TRANSITIONS, PlanState
from yanzhen.planning.forms import quotas as forms
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import plans, retrospectives
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import editions, steps
from yanzhen.planning.views import heads
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

ORDER = (PlanState.PREPARE, PlanState.TALK, PlanState.FIX, PlanState.MEETING, PlanState.PUBLISHED)


def of(plan: Plan, actor: Actor) -> dict[str, Any]:
    """What `planning/quotas/_stepper.html` shows."""
    leads = plans.led(plan, actor, steps.MOVE)
    known = rows.steps(plan)
    now = ORDER.index(PlanState(plan.state)) if plan.state in ORDER else len(ORDER)
    shown = [_step(state, n, now, [s for s in known if s.state == state]) for n, state in enumerate(ORDER)]
    shown[0]["on"] = shown[0]["on"] or timezone.localtime(plan.created_at)
    ways = [state for state in ORDER if state in TRANSITIONS[plan.state]] if leads else []
    missing = len(retrospectives.missing(plan)) if plan.state == PlanState.PREPARE else 0
    newer = Plan.objects.filter(replaces=plan).first()
    return {
        "steps": shown,
        "onward": [{"code": s.value, "label": s.label} for s in ways if ORDER.index(s) > now],
        "back": [{"code": s.value, "label": s.label} for s in ways if ORDER.index(s) < now],
        "leads": leads,
        "coming": [s for s in shown if s["mark"] == "ahead"],
        "missing": missing,
        "replaces": plan.replaces,
        "newer": newer,
        "is_old": plan.state == PlanState.REPLACED,
        "may_renew": leads and plan.state == PlanState.PUBLISHED and newer is None and plan.months > 1,
        "reason": plan.note if plan.replaces_id else "",
    }


def _step(state: PlanState, place: int, now: int, entered: list[Any]) -> dict[str, Any]:
    last = next((s for s in reversed(entered) if s.entered_at), None)
    planned = next((s for s in entered if not s.entered_at), None)
    mark = "done" if place < now else "here" if place == now else "ahead"
    return {
        "code": state.value,
        "label": state.label,
        "mark": mark,
        "on": timezone.localtime(last.entered_at) if last and mark != "ahead" else None,
        "by": last.by if last and mark != "ahead" else "",
        "people": len(last.people.all()) if last and mark != "ahead" else 0,
        "note": last.note if last and mark != "ahead" else planned.note if planned else "",
        "planned_on": planned.planned_on if planned else None,
    }


@require_POST
@needs(steps.MOVE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the plan to another step."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    form = forms.MoveForm(request.POST, actor=actor, plan=plan)
    if not form.is_valid():
        told = _("A plan in “{state}” cannot go there.").format(state=plan.get_state_display())
        messages.error(request, told)
        return redirect("planning:plan_quotas", pk)
    try:
        row = steps.move(plan, actor=actor, **form.cleaned_data)
        said = pgettext("of a plan", "The plan is now in “{state}”.").format(state=row.get_state_display())
        messages.success(request, said)
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    return redirect("planning:plan_quotas", pk)


@require_POST
@needs(steps.MOVE)
def intend(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the day a coming step is meant for."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    form = forms.StepForm(request.POST, actor=actor)
    try:
        if not form.is_valid():
            raise RuleBroken(code="invalid", errors={n: " ".join(map(str, e)) for n, e in form.errors.items()})
        steps.intend(plan, actor=actor, **form.cleaned_data)
        messages.success(request, _("The day is kept."))
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    return redirect("planning:plan_quotas", pk)


@require_http_methods(["GET", "POST"])
@needs(steps.MOVE)
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a new edition of a published plan."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    form = forms.EditionForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            new = editions.open_new(plan, actor=actor, **form.cleaned_data)
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(
                request, _("“{plan}” is open; it counts once it is approved and published.").format(plan=new)
            )
            return redirect("planning:plan_quotas", new.pk)
    context = {
        "form": form,
        "page": {
            "title": _("New edition of {plan}").format(plan=plan),
            "submit_label": _("Open the new edition"),
            "cancel_url": reverse("planning:plan_quotas", args=[pk]),
        },
        "trail": [(_("Plans"), reverse("planning:hub")), (str(plan), reverse("planning:plan_quotas", args=[pk]))],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "platform/form.html", context, status=status)
