"""The six questions about the period before, answered before the next one is talked about."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import PlanState, Question
from yanzhen.planning.models import Plan, RetrospectiveAnswer
from yanzhen.planning.queries import plans, retrospectives
from yanzhen.planning.services import retrospectives as services
from yanzhen.planning.views import heads
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import written_moment
from yanzhen.platform.pages.views import actor_of, needs

VIEW, CHANGE = "planning.view_target", "planning.change_target"
heads.add(heads.Place(14, "retrospective", gettext_lazy("Retrospective"), "planning:plan_retrospective", VIEW))


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def plan_retrospective(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions with their answers; planners write them here."""
    actor, plan = actor_of(request), heads.plan_of(request, pk)
    typed: dict[str, str] | None = None
    if request.method == "POST":
        actor.require(CHANGE)
        typed = {q: str(request.POST.get(q, "")) for q in Question.values if q in request.POST}
        try:
            services.answer(plan, actor=actor, answers=typed)
        except RuleBroken as broken:
            for message in broken.settle().errors.values():
                messages.error(request, str(message))
        else:
            messages.success(request, _("The answers were kept."))
            return redirect("planning:plan_retrospective", plan.pk)
    missing = retrospectives.missing(plan)
    is_open = plan.state not in {PlanState.PUBLISHED, PlanState.REPLACED}
    context = {
        "page": {"title": f"{plan} · {_('Retrospective')}"},
        "head": heads.head(plan, actor, "retrospective"),
        "questions": _questions(actor, plan, typed),
        "missing": len(missing),
        "can_edit": is_open and plans.led(plan, actor, CHANGE),
        "trail": [(_("Plans"), reverse("planning:plan_list"))],
    }
    return render(request, "planning/targets/retrospective.html", context, status=200 if typed is None else 422)


def _questions(actor: Actor, plan: Plan, typed: dict[str, str] | None) -> list[dict[str, Any]]:
    held = retrospectives.answers(actor, plan)
    found = []
    for number, question in enumerate(Question, start=1):
        row: RetrospectiveAnswer | None = held.get(question)
        text = row.answer if row else ""
        found.append(
            {
                "code": question.value, "number": number, "text": question.label,
                "answer": text if typed is None else typed.get(question, text),
                "signed": f"{row.answered_by} · {written_moment(row.answered_at)}" if row else "",
            }
        )  # fmt: skip
    return found
