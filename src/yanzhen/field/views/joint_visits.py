"""The page of a joint visit, and the one that is filled in during the ride."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.field.enums.coaching import JointState, Outcome
from yanzhen.field.enums.visits import VisitState
from yanzhen.field.lists.coaching import OUTCOME_TONES
from yanzhen.field.models import AgreedAction, JointVisit
from yanzhen.field.nouns.coaching import JOINT_VISITS
from yanzhen.field.queries import coaching
from yanzhen.field.services import agreed, joint_visits
from yanzhen.field.views.workday_asked import number_of
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

VIEW = "field.view_jointvisit"
OF_WHO_RIDES = frozenset(action.label for action in JOINT_VISITS.actions)
"""What only whoever rides along does; for everybody else it would be refused."""
MIDDLE = ("strengths", "improvements", "own_view", "follow_up")
"""What stands in the middle of the page, and so not at its side."""
STEPS = (JointState.PLANNED, JointState.OBSERVED, JointState.CHECKED)


@require_GET
@needs(VIEW)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """What was seen, what was agreed, what the salesperson says, and what came of it."""
    actor, row = actor_of(request), row_or_404(JOINT_VISITS, request, pk)
    reading.opened(request, JOINT_VISITS, row)
    page = record_page(JOINT_VISITS, row, request, actor)
    in_the_middle = {capfirst(one.label) for one in JOINT_VISITS.fields if one.name in MIDDLE}
    page["fields"] = [one for one in page["fields"] if one["label"] not in in_the_middle]
    if row.manager_id != actor.employee_id:
        page["actions"] = [one for one in page["actions"] if one["label"] not in OF_WHO_RIDES]
    context = {
        "record": page,
        "noun": JOINT_VISITS,
        "row": row,
        "trail": [(JOINT_VISITS.plural, JOINT_VISITS.url("list"))],
        **shown(row, actor),
    }
    return render(request, "field/coaching/joint_visit.html", context)


def shown(row: JointVisit, actor: Actor) -> dict[str, Any]:
    """Everything around a joint visit for its page."""
    is_manager, is_seller = row.manager_id == actor.employee_id, row.seller_id == actor.employee_id
    observed = row.state != JointState.PLANNED
    return {
        "steps": [{"label": state.label, "is_done": STEPS.index(state) < STEPS.index(JointState(row.state)),
                   "is_now": state == row.state} for state in STEPS],
        "points": coaching.marks(row),
        "is_off": row.state == JointState.PLANNED and row.visit.state == VisitState.CANCELLED,
        "observed": observed,
        "actions": _actions(row),
        "outcomes": Outcome.choices,
        "may_answer": is_seller and observed and actor.can(joint_visits.ANSWER),
        "may_check": is_manager and row.state == JointState.OBSERVED and actor.can(joint_visits.CHANGE),
        "may_agree": is_manager and row.state == JointState.OBSERVED and actor.can(joint_visits.CHANGE),
        "people": [(row.seller_id, row.seller), (row.manager_id, row.manager)],
        "outcome_tone": OUTCOME_TONES.get(row.outcome, "neutral"),  # type: ignore[call-overload]
        "customer_url": reverse("crm:customer_record", args=[row.visit.customer_id]),
        "visit_url": reverse("field:visit_record", args=[row.visit_id]),
        "today": timezone.localdate().isoformat(),
    }  # fmt: skip


def _actions(row: JointVisit) -> list[dict[str, Any]]:
    rows = coaching.actions(row)
    done = agreed.done_of([one.task_id for one in rows if one.task_id is not None])
    today = timezone.localdate()
    return [
        {
            "pk": one.pk, "text": one.text, "owner": str(one.owner), "due_on": one.due_on.isoformat(),
            "is_done": one.task_id in done,
            "is_late": not one.outcome and one.task_id not in done and one.due_on < today,
            "outcome": one.get_outcome_display() if one.outcome else "", "said": one.outcome, "note": one.note,
            "tone": OUTCOME_TONES.get(one.outcome, "neutral"),  # type: ignore[call-overload]
        }
        for one in rows
    ]  # fmt: skip


# -- During the ride ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@needs(joint_visits.CHANGE)
def ride(request: HttpRequest, pk: int) -> HttpResponse:
    """The observation form for the phone: a thumb for each mark, words below, saved as often as one likes."""
    actor, row = actor_of(request), row_or_404(JOINT_VISITS, request, pk)
    if request.method == "POST":
        try:
            return _written(request, row, actor)
        except RuleBroken as broken:
            for message in broken.settle().errors.values():
                messages.error(request, str(message))
            row = row_or_404(JOINT_VISITS, request, pk)
            return _ride_page(request, row, actor, status=422)
    if row.state != JointState.PLANNED:
        return redirect(JOINT_VISITS.url("record", pk))
    return _ride_page(request, row, actor)


def _ride_page(request: HttpRequest, row: JointVisit, actor: Actor, status: int = 200) -> HttpResponse:
    found = coaching.marks(row)
    given = request.POST
    for point in found if given else ():
        mark = _mark(given.get(f"mark-{point['position']}", ""))
        point["note"] = given.get(f"note-{point['position']}", point["note"])
        for choice in point["marks"]:
            choice["chosen"] = choice["value"] == mark
    context = {
        "page": {"title": _("Joint visit with {name}").format(name=row.seller)},
        "trail": [(JOINT_VISITS.plural, JOINT_VISITS.url("list")), (str(row), JOINT_VISITS.url("record", row.pk))],
        "row": row,
        **shown(row, actor),
        "points": found,
        "strengths": given.get("strengths", row.strengths),
        "improvements": given.get("improvements", row.improvements),
        "check_on": given.get("check_on") or (row.check_on.isoformat() if row.check_on else ""),
        "new": {name: given.get(name, "") for name in ("action_text", "action_owner", "action_due")},
    }
    return render(request, "field/coaching/ride.html", context, status=status)


def _written(request: HttpRequest, row: JointVisit, actor: Actor) -> HttpResponse:
    given = request.POST
    marks = [
        {"position": one.position, "score": _mark(given.get(f"mark-{one.position}", "")),
         "note": given.get(f"note-{one.position}", "")}
        for one in coaching.answers(row)
    ]  # fmt: skip
    words = {name: given.get(name, "") for name in ("strengths", "improvements")}
    joint_visits.observe(row, actor=actor, marks=marks, **words)  # type: ignore[arg-type]
    if given.get("action_text", "").strip():
        owner = row.manager if given.get("action_owner") == str(row.manager_id) else row.seller
        text, due = given["action_text"], _date(given.get("action_due", ""), "action_due")
        joint_visits.agree(row, actor=actor, text=text, owner=owner, due_on=due)
    act, _colon, key = given.get("act", "save").partition(":")
    if act == "drop":
        action = get_object_or_404(AgreedAction, joint_visit=row, pk=number_of(key) or 0)
        joint_visits.drop(row, actor=actor, action=action)
    if act == "finish":
        joint_visits.finish(row, actor=actor, check_on=_date(given.get("check_on", ""), "check_on"))
        messages.success(request, _("{name} can read it now.").format(name=row.seller))
        return redirect(JOINT_VISITS.url("record", row.pk))
    messages.success(request, _("Saved; go on whenever you like."))
    return redirect("field:jointvisit_ride", row.pk)


def _mark(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _date(text: str, field: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise RuleBroken(_("Enter the day as 2026-01-31."), field=field, code="date") from error


# -- Afterwards --------------------------------------------------------------------------------------------------------


@require_POST
@needs(joint_visits.ANSWER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The salesperson's own view."""
    row = row_or_404(JOINT_VISITS, request, pk)
    _carried_out(request, lambda: joint_visits.answer(row, actor=actor_of(request), text=request.POST.get("text", "")))
    return redirect(JOINT_VISITS.url("record", pk))


@require_POST
@needs(joint_visits.CHANGE)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on one thing more, once it was observed."""
    row, actor = row_or_404(JOINT_VISITS, request, pk), actor_of(request)
    owner = row.manager if request.POST.get("owner") == str(row.manager_id) else row.seller

    def act() -> Any:
        due = _date(request.POST.get("due_on", ""), "due_on")
        return joint_visits.agree(row, actor=actor, text=request.POST.get("text", ""), owner=owner, due_on=due)

    _carried_out(request, act)
    return redirect(JOINT_VISITS.url("record", pk))


@require_POST
@needs(joint_visits.CHANGE)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was agreed, once it was observed."""
    row, key = row_or_404(JOINT_VISITS, request, pk), request.POST.get("drop", "")
    action = get_object_or_404(AgreedAction, joint_visit=row, pk=number_of(key) or 0)
    _carried_out(request, lambda: joint_visits.drop(row, actor=actor_of(request), action=action))
    return redirect(JOINT_VISITS.url("record", pk))


@require_POST
@needs(joint_visits.CHANGE)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    row, actor, given = row_or_404(JOINT_VISITS, request, pk), actor_of(request), request.POST
    outcomes = {
        one.pk: {"outcome": given.get(f"outcome-{one.pk}", ""), "note": given.get(f"note-{one.pk}", "")}
        for one in coaching.actions(row)
    }
    words = {"outcome": given.get("outcome", ""), "follow_up": given.get("follow_up", "")}
    _carried_out(request, lambda: joint_visits.check(row, actor=actor, outcomes=outcomes, **words))
    return redirect(JOINT_VISITS.url("record", pk))


def _carried_out(request: HttpRequest, act: Any) -> None:
    try:
        act()
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
