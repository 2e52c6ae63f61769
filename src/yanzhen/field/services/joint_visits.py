"""Joint visits: planned, watched and written down, answered by the salesperson, checked on the day that was agreed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.coaching import JointState, Outcome
from yanzhen.field.models import AgreedAction, JointVisit, ObservedPoint
from yanzhen.field.queries import coaching
from yanzhen.field.services import agreed, coaching_news
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, signing, writes
from yanzhen.platform.actor import Actor

ADD, CHANGE, ANSWER = "field.add_jointvisit", "field.change_jointvisit", "field.answer_jointvisit"
SERIES = "JV"
FIXED = ("visit", "form", "aim", "manager")
"""What a joint visit that was observed keeps."""


@writes.write(ADD)
def create(*, actor: Actor, visit: Any, form: Any, manager: Any = None, **values: Any) -> JointVisit:
    """Plan to ride along on a visit; without a manager it is oneself. The salesperson is told."""
    manager = manager or employees.by_key(actor.employee_id)
    if manager is None:
        raise RuleBroken(_("Say who rides along."), field="manager", code="manager")
    _check(visit, manager)
    seller = visit.owner
    values |= {"visit": visit, "form": form, "manager": manager, "seller": seller, "unit_id": seller.unit_id}
    row = writes.create(JointVisit, actor=actor, number=writes.next_number(SERIES), **values)
    _copy_points(row)
    coaching_news.planned(row, actor)
    return row


def _check(visit: Any, manager: Any) -> None:
    if visit.state == "cancelled":
        raise RuleBroken(_("This visit is cancelled."), field="visit", code="state")
    if visit.owner_id == manager.pk:
        raise RuleBroken(_("Nobody rides along with themselves."), field="manager", code="self")


def _copy_points(row: JointVisit) -> None:
    points = coaching.points(row.form)
    ObservedPoint.objects.bulk_create(
        ObservedPoint(joint_visit=row, position=p.position, text=p.text, text_en=p.text_en) for p in points
    )


@writes.write(CHANGE)
def change(instance: JointVisit, *, actor: Actor, version: int | None = None, **values: Any) -> JointVisit:
    """Change the plan of a joint visit; once it was observed only the day of the check can be moved."""
    if instance.state == JointState.CHECKED:
        raise RuleBroken(_("This joint visit is checked already."), code="state")
    if "manager" in values and values["manager"] is None:
        del values["manager"]
    if instance.state == JointState.OBSERVED:
        return _move_check(instance, actor, version, values)
    visit, manager = values.get("visit", instance.visit), values.get("manager", instance.manager)
    _check(visit, manager)
    if visit.pk != instance.visit_id:
        values |= {"seller": visit.owner, "unit_id": visit.owner.unit_id}
    form = instance.form_id
    row = writes.change(instance, actor=actor, version=version, **values)
    if row.form_id != form:
        row.answers.all().delete()
        _copy_points(row)
    return row


def _move_check(instance: JointVisit, actor: Actor, version: int | None, values: dict[str, Any]) -> JointVisit:
    """What was observed keeps its plan; only the day of the check moves, and the task that reminds of it."""
    for name in FIXED:
        if name in values and values.pop(name) != getattr(instance, name):
            raise RuleBroken(_("This was observed; only the day of the check can be moved."), field=name, code="state")
    if "check_on" in values:
        if values["check_on"] != instance.check_on:
            agreed.ahead(values["check_on"], "check_on")
        agreed.move(instance.check_task_id, values["check_on"], actor=actor)
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("field.remove_jointvisit")
def remove(instance: JointVisit, *, actor: Actor, version: int | None = None) -> None:
    """Call a joint visit off; one that took place stays."""
    if instance.state != JointState.PLANNED:
        raise RuleBroken(_("What was observed is not removed."), code="state")
    for action in instance.actions.all():
        agreed.take_back(action.task_id, actor=actor)
    writes.remove(instance, actor=actor, version=version)


# -- During the ride ---------------------------------------------------------------------------------------------------


@writes.write(CHANGE)
def observe(
    instance: JointVisit, *, actor: Actor, version: int | None = None, marks: Sequence[Mapping[str, Any]] = (),
    strengths: str | None = None, improvements: str | None = None,
) -> JointVisit:  # fmt: skip
    """Write down marks and words during the ride; nothing is finished by it. Each mark names its `position`."""
    row = _watched(instance, actor, version)
    _mark(row, marks)
    given = {"strengths": strengths, "improvements": improvements}
    values: dict[str, Any] = {name: agreed.words(text, name) for name, text in given.items() if text is not None}
    return writes.change(row, actor=actor, verb="observe", **values)


def _by_who_rode(instance: JointVisit, actor: Actor, version: int | None = None) -> JointVisit:
    row = writes.locked(instance, version)
    if row.manager_id != actor.employee_id and not actor.is_system:
        raise RuleBroken(_("Only who rides along writes down what was seen."), code="not_own")
    return row


def _watched(instance: JointVisit, actor: Actor, version: int | None = None) -> JointVisit:
    row = _by_who_rode(instance, actor, version)
    if row.state != JointState.PLANNED:
        raise RuleBroken(_("This joint visit is written down already."), code="state")
    return row


def _mark(row: JointVisit, marks: Sequence[Mapping[str, Any]]) -> None:
    known = {point.position: point for point in row.answers.all()}
    for mark in marks:
        point = known.get(mark["position"])
        score = mark.get("score")
        if point is None:
            raise RuleBroken(_("The form has no such point."), field="marks", code="point")
        if score is not None and not 1 <= score <= row.form.top:
            told = _("A mark from 1 to {top}.").format(top=row.form.top)
            raise RuleBroken(told, field="marks", code="score")
        point.score, point.note = score, agreed.words(mark.get("note"), "marks", 300)
    ObservedPoint.objects.bulk_update(known.values(), ["score", "note"])


@writes.write(CHANGE)
def agree(
    instance: JointVisit, *, actor: Actor, text: str, owner: Any = None, due_on: date | None = None
) -> AgreedAction:
    """Agree on something: a task of the salesperson, or of the manager, until a day."""
    row = _by_who_rode(instance, actor)
    if row.state == JointState.CHECKED:
        raise RuleBroken(_("This joint visit is checked already."), code="state")
    owner = owner or row.seller
    if owner.pk not in {row.seller_id, row.manager_id}:
        raise RuleBroken(_("Agreed is between the two who were there."), field="owner", code="owner")
    action = AgreedAction(joint_visit=row, text=agreed.what(text), owner=owner, due_on=agreed.ahead(due_on))
    writes.checked(action)
    action.task_id = agreed.give(row, actor=actor, title=action.text, owner=owner, due_on=action.due_on)
    action.save()
    audit.record(actor, "agree", row, after={"text": action.text, "due_on": action.due_on.isoformat()})
    return action


@writes.write(CHANGE)
def drop(instance: JointVisit, *, actor: Actor, action: AgreedAction) -> None:
    """Take back what was agreed, with its task, as long as it was not checked."""
    row = _by_who_rode(instance, actor)
    if row.state == JointState.CHECKED:
        raise RuleBroken(_("This joint visit is checked already."), code="state")
    if action.joint_visit_id != row.pk:
        raise RuleBroken(_("This was agreed on another joint visit."), code="other")
    agreed.take_back(action.task_id, actor=actor)
    audit.record(actor, "drop_agreed", row, before={"text": action.text})
    action.delete()


@writes.write(CHANGE)
def finish(instance: JointVisit, *, actor: Actor, check_on: date | None = None) -> JointVisit:
    """The ride is written down: the salesperson is told, and the manager gets a task for the day of the check."""
    row = _watched(instance, actor)
    marked = row.answers.filter(score__isnull=False).exists()
    if not marked and not (row.strengths or row.improvements):
        raise RuleBroken(_("First give a mark, or write down what was strong or what to improve."), code="unfinished")
    day = agreed.ahead(check_on or row.check_on, "check_on")
    title = _("Check what was agreed with {name}").format(name=row.seller)
    task = agreed.give(row, actor=actor, title=title, owner=row.manager, due_on=day)
    values: dict[str, Any] = {"state": JointState.OBSERVED, "observed_at": timezone.now(), "check_on": day}
    row = writes.change(row, actor=actor, verb="observed", check_task_id=task, **values)
    coaching_news.observed(row, actor)
    return row


@writes.write(CHANGE)
def resume(instance: JointVisit, *, actor: Actor) -> JointVisit:
    """Go on writing an observation that was finished too early, as long as the salesperson has not answered."""
    row = _by_who_rode(instance, actor)
    if row.state != JointState.OBSERVED or row.acknowledged_at is not None:
        raise RuleBroken(_("The salesperson has answered already, or this is not at this step."), code="state")
    agreed.take_back(row.check_task_id, actor=actor)
    values: dict[str, Any] = {"state": JointState.PLANNED, "observed_at": None, "check_task_id": None}
    return writes.change(row, actor=actor, verb="resume_joint_visit", **values)


# -- Afterwards --------------------------------------------------------------------------------------------------------


@writes.write(ANSWER)
def answer(instance: JointVisit, *, actor: Actor, text: str = "") -> JointVisit:
    """The salesperson's own view, and that it was read; the manager is told."""
    row = writes.locked(instance)
    if row.seller_id != actor.employee_id and not actor.is_system:
        raise RuleBroken(_("Everybody answers for themselves only."), code="not_own")
    if row.state == JointState.PLANNED:
        raise RuleBroken(_("Nothing is written down yet."), code="state")
    values: dict[str, Any] = {
        "own_view": agreed.words(text, "text"),
        "acknowledged_at": row.acknowledged_at or timezone.now(),
        "acknowledged_by": row.acknowledged_by or signing.signature(actor, row),
    }
    row = writes.change(row, actor=actor, verb="answer_joint_visit", **values)
    coaching_news.answered(row, actor)
    return row


@writes.write(CHANGE)
def check(
    instance: JointVisit, *, actor: Actor, outcomes: Mapping[int, Mapping[str, str]] | None = None,
    outcome: str = "", follow_up: str = "",
) -> JointVisit:  # fmt: skip
    """Record the follow-up: of each thing agreed whether it was done, partly or not. The whole follows from them."""
    row = _by_who_rode(instance, actor)
    if row.state != JointState.OBSERVED:
        raise RuleBroken(_("Only what was observed can be checked."), code="state")
    found = _settled(row, outcomes or {}, actor)
    whole = _whole(found) if found else outcome
    if whole not in Outcome.values:
        raise RuleBroken(_("Say what came of it: done, partly or not done."), field="outcome", code="outcome")
    agreed.finish(row.check_task_id, actor=actor)
    values: dict[str, Any] = {"outcome": whole, "follow_up": agreed.words(follow_up, "follow_up")}
    row = writes.change(
        row, actor=actor, verb="check_joint_visit", state=JointState.CHECKED, checked_on=timezone.localdate(), **values
    )
    coaching_news.checked(row, actor)
    return row


@writes.write(CHANGE)
def recheck(instance: JointVisit, *, actor: Actor) -> JointVisit:
    """Take a check back that was recorded by mistake: what was said of each thing stays as it was until the next."""
    row = _by_who_rode(instance, actor)
    if row.state != JointState.CHECKED:
        raise RuleBroken(_("Nothing is checked yet."), code="state")
    agreed.open_again(row.check_task_id, actor=actor)
    values: dict[str, Any] = {"state": JointState.OBSERVED, "outcome": "", "checked_on": None}
    return writes.change(row, actor=actor, verb="recheck_joint_visit", **values)


def _settled(row: JointVisit, outcomes: Mapping[int, Mapping[str, str]], actor: Actor) -> list[str]:
    actions = list(row.actions.order_by("pk"))
    was_done = {action.pk for action in actions if action.outcome == Outcome.DONE}
    for action in actions:
        said = outcomes.get(action.pk, {})
        if said.get("outcome") not in Outcome.values:
            told = _("Say what came of “{what}”.").format(what=action.text)
            raise RuleBroken(told, field="outcomes", code="outcome")
        action.outcome, action.note = said["outcome"], agreed.words(said.get("note"), "outcomes", 300)
    AgreedAction.objects.bulk_update(actions, ["outcome", "note"])
    for action in actions:
        if action.outcome == Outcome.DONE:
            agreed.finish(action.task_id, actor=actor)
        elif action.pk in was_done:
            agreed.open_again(action.task_id, actor=actor)
    return [action.outcome for action in actions]


def _whole(found: Sequence[str]) -> str:
    """Done when all is done, not when nothing is, otherwise partly."""
    kinds = set(found)
    return kinds.pop() if len(kinds) == 1 else Outcome.PARTLY
