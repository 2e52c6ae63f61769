"""The road of a plan on its page: from targets to signed quotas, what stands at each place, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yanzhen.lib.money import in_words
from yanzhen.planning.enums import PlanState, Question
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import boards, declarations, forecasts, plans, quotas, retrospectives, targets
from yanzhen.planning.views import heads
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Panel

COUNTED = frozenset({PlanState.PUBLISHED, PlanState.REPLACED})


@dataclass(frozen=True)
class Stand:
    """What stands at one place of the road, and whether the plan can go on from there."""

    text: str = ""
    is_done: bool = False
    is_needed: bool = True


def _targets(actor: Actor, plan: Plan) -> Stand:
    if not heads.sees_whole(actor, plan):
        return Stand(_("Seven methods, side by side."), is_needed=False)
    found = targets.decided(plan)
    if found is None:
        return Stand(_("Seven methods, side by side; nothing is decided yet."))
    return Stand(_("Decided: {amount}").format(amount=in_words(found.realistic, currency=plan.currency)), is_done=True)


def _declarations(actor: Actor, plan: Plan) -> Stand:
    count = declarations.visible(actor).filter(plan=plan).count()
    text = ngettext("{n} person declared a figure", "{n} people declared a figure", count).format(n=count)
    return Stand(text, is_done=count > 0, is_needed=False)


def _retrospective(_actor: Actor, plan: Plan) -> Stand:
    missing = len(retrospectives.missing(plan))
    text = _("{given} of {all} questions answered").format(given=len(Question) - missing, all=len(Question))
    return Stand(text, is_done=not missing)


def _forecast(actor: Actor, plan: Plan) -> Stand:
    run = forecasts.newest(actor, plan.currency)
    if run is None:
        return Stand(_("No forecast yet; with one the board tells everybody's chance."), is_needed=False)
    return Stand(_("From the books up to {month}").format(month=f"{run.cutoff:%Y-%m}"), is_done=True, is_needed=False)


def _board(actor: Actor, plan: Plan) -> Stand:
    found = boards.listed(actor, plan)
    text = ngettext("{n} draft", "{n} drafts", len(found)).format(n=len(found))
    if chosen := next((board for board in found if board.is_chosen), None):
        return Stand(f"{text} · {_('In the plan')}: {chosen.name}", is_done=True)
    proposed = sum(boards.is_proposed(board) for board in found)
    if proposed:
        told = ngettext("{n} proposed", "{n} proposed", proposed).format(n=proposed)
        return Stand(f"{text} · {told}")
    return Stand(f"{text} · {_('none is in the plan yet')}" if found else _("No drafts yet"))


def _quotas(actor: Actor, plan: Plan) -> Stand:
    people = quotas.visible(actor).filter(plan=plan).order_by().values("person_id").distinct().count()
    if not people:
        return Stand(_("Nobody has a quota yet"))
    text = ngettext("{n} person", "{n} people", people).format(n=people)
    signed = quotas.talks(actor).filter(plan=plan, acknowledged_at__isnull=False).count()
    told = f"{text} · {_('{n} signed').format(n=signed)}" if plan.state == PlanState.PUBLISHED else text
    return Stand(told, is_done=plan.state in COUNTED)


STANDS = {
    "targets": _targets,
    "declarations": _declarations,
    "retrospective": _retrospective,
    "forecast": _forecast,
    "board": _board,
    "quotas": _quotas,
}


def of(plan: Plan, actor: Actor) -> list[dict[str, Any]]:
    """The places of a plan that are open to `actor`, in the order of the work; who leads is told what comes next."""
    found, is_next_told = [], plan.state in COUNTED or not plans.led(plan, actor, "planning.move_plan")
    for place in heads.places(actor):
        stand = STANDS.get(place.code, lambda _actor, _plan: Stand(is_needed=False))(actor, plan)
        comes_next = stand.is_needed and not stand.is_done and not is_next_told
        is_next_told = is_next_told or comes_next
        found.append(
            {
                "label": place.label,
                "url": reverse(place.url_name, args=[plan.pk]),
                "text": stand.text,
                "mark": "done" if stand.is_done else "here" if comes_next else "ahead",
            }
        )
    return found


def body(plan: Plan, actor: Actor) -> str:
    """The tab on the page of a plan."""
    return render_to_string("planning/_road.html", {"places": of(plan, actor)})


nouns.relate("planning.plan", Panel("road", gettext_lazy("The way to the quota"), "planning.view_plan", body), order=1)
