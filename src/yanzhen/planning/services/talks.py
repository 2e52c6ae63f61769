"""Talks about quotas: each person answers for themselves, the manager notes and fixes, in the end each signs."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import Metric, PlanState, TalkAct, TalkState
from yanzhen.planning.models import Plan, Quota, QuotaTalk, TalkEntry
from yanzhen.planning.services import news, quotas
from yanzhen.platform import signing, writes
from yanzhen.platform.actor import Actor

ANSWER, LEAD = "planning.answer_quota", "planning.lead_quotatalk"
LONGEST = 500


def open_all(plan: Plan, *, actor: Actor, anew: bool) -> None:
    """Show each person theirs; called when a plan enters its talk. `anew` asks those again who have answered.

    Who has left is not asked.
    """
    people = {q.person_id: q.person for q in Quota.objects.filter(plan=plan).select_related("person")}
    today = timezone.localdate()
    have = {talk.person_id: talk for talk in QuotaTalk.objects.filter(plan=plan)}
    asked = []
    for key, person in sorted(people.items()):
        if person.left_on and person.left_on < today:
            continue
        talk = have.get(key)
        if talk is None:
            talk = writes.create(QuotaTalk, actor=actor, plan=plan, person=person, unit_id=person.unit_id)
        elif not anew and talk.state != TalkState.COUNTERED:
            continue
        blank: dict[str, Any] = {"metric": "", "figure": None, "reason": "", "answered_at": None, "fixed_at": None}
        values: dict[str, Any] = {"state": TalkState.WAITING, "opened_at": timezone.now(), **blank}
        _say(writes.change(talk, actor=actor, verb="open_talk", **values), actor, TalkAct.OPEN)
        asked.append(key)
    news.opened(plan, asked)


@writes.write(ANSWER)
def accept(talk: QuotaTalk, *, actor: Actor, text: str = "") -> QuotaTalk:
    """Accept one's own quotas."""
    row = _own(talk, actor, {PlanState.TALK})
    values: dict[str, Any] = {"metric": "", "figure": None, "reason": _words(text), "answered_at": timezone.now()}
    row = writes.change(row, actor=actor, verb="accept_quota", state=TalkState.ACCEPTED, **values)
    _say(row, actor, TalkAct.ACCEPT, text=text)
    news.answered(row, actor)
    return row


@writes.write(ANSWER)
def counter(
    talk: QuotaTalk, *, actor: Actor, figure: Decimal | None, reason: str, metric: str = "revenue"
) -> QuotaTalk:
    """Name another figure for one of one's own quotas, with the reason."""
    row = _own(talk, actor, {PlanState.TALK})
    quota = _quota(row, metric)
    if figure is None or figure < 0 or figure >= Decimal(10) ** 16:
        raise RuleBroken(_("Name the figure you would sign."), field="figure", code="figure")
    if figure == quota.amount:
        raise RuleBroken(_("This is the quota itself; accept it."), field="figure", code="same")
    if not reason.strip():
        raise RuleBroken(_("Say why, so that your manager can follow."), field="reason", code="reason")
    values: dict[str, Any] = {
        "metric": metric,
        "figure": figure,
        "reason": _words(reason, "reason"),
        "answered_at": timezone.now(),
    }
    row = writes.change(row, actor=actor, verb="counter_quota", state=TalkState.COUNTERED, **values)
    _say(row, actor, TalkAct.COUNTER, metric, quota.amount, figure, reason)
    news.answered(row, actor)
    return row


@writes.write(LEAD)
def note(talk: QuotaTalk, *, actor: Actor, text: str) -> QuotaTalk:
    """The manager's note about the talk; both see it."""
    row = writes.locked(talk)
    if not text.strip():
        raise RuleBroken(_("Write the note first."), field="text", code="empty")
    row = writes.change(row, actor=actor, verb="note_talk", note=_words(text))
    _say(row, actor, TalkAct.NOTE, text=text)
    return row


@writes.write(LEAD)
def fix(
    talk: QuotaTalk, *, actor: Actor, figure: Decimal | None = None, metric: str = "revenue", text: str = ""
) -> QuotaTalk:
    """Settle the talk: with another figure for one of the quotas, or, without one, at the figure that stands."""
    row = writes.locked(talk)
    if row.plan.state not in {PlanState.TALK, PlanState.FIX}:
        raise RuleBroken(_("Quotas are fixed while the plan is in “Talk” or “Fix”."), code="state")
    if row.person_id == actor.employee_id and not actor.is_system:
        raise RuleBroken(_("Your own quotas are fixed by your manager."), code="own")
    quota = _quota(row, metric)
    before = quota.amount
    if _is_fixed(row, before, figure, text):
        return row
    if figure is not None and figure != before:
        quotas.change(quota, actor=actor, amount=figure, reason=_words(text))
    values: dict[str, Any] = {"note": _words(text)} if text.strip() else {}
    row = writes.change(row, actor=actor, verb="fix_quota", state=TalkState.FIXED, fixed_at=timezone.now(), **values)
    _say(row, actor, TalkAct.FIX, metric, before, before if figure is None else figure, text)
    news.fixed(row, actor)
    return row


def _is_fixed(talk: QuotaTalk, amount: Decimal, figure: Decimal | None, text: str) -> bool:
    """Whether somebody has fixed the very same already: two who do so at once are one act."""
    return talk.state == TalkState.FIXED and figure in {None, amount} and not text.strip()


@writes.write(ANSWER)
def acknowledge(talk: QuotaTalk, *, actor: Actor, objection: str = "") -> QuotaTalk:
    """Sign one's own published quotas; an objection is kept beside the signature."""
    row = _own(talk, actor, {PlanState.PUBLISHED})
    if row.acknowledged_at is not None:
        raise RuleBroken(_("You have signed this already."), code="signed")
    who = signing.signature(actor, row)
    values: dict[str, Any] = {
        "acknowledged_at": timezone.now(),
        "acknowledged_by": who,
        "objection": _words(objection, "objection"),
    }
    row = writes.change(row, actor=actor, verb="sign_quota", state=TalkState.SIGNED, **values)
    _say(row, actor, TalkAct.OBJECT if objection.strip() else TalkAct.SIGN, text=objection)
    return row


@writes.write(LEAD)
def remind(plan: Plan, *, actor: Actor) -> int:
    """Remind everybody in reach who has not signed the published plan; returns how many."""
    if plan.state != PlanState.PUBLISHED:
        raise RuleBroken(_("Nobody signs before the plan is published."), code="state")
    late = QuotaTalk.objects.visible_to(actor).filter(plan=plan, acknowledged_at=None).exclude(person=actor.employee_id)
    return news.remind(late)


def _own(talk: QuotaTalk, actor: Actor, states: set[PlanState]) -> QuotaTalk:
    row = writes.locked(talk)
    if row.person_id != actor.employee_id and not actor.is_system:
        raise RuleBroken(_("Everybody answers for their own quotas only."), code="not_own")
    if row.plan.state not in states:
        told = _("The plan is in “{state}”; this cannot be answered now.").format(state=row.plan.get_state_display())
        raise RuleBroken(told, code="state")
    return row


def _quota(talk: QuotaTalk, metric: str) -> Quota:
    found = Quota.objects.filter(plan=talk.plan_id, person=talk.person_id, metric=metric).order_by("starts_on")
    quotas_of = list(found[:2])
    if not quotas_of or metric not in Metric.values:
        raise RuleBroken(_("There is no quota of this measure."), field="metric", code="metric")
    if len(quotas_of) > 1:
        told = _("There are quotas of single periods; change them one by one.")
        raise RuleBroken(told, field="metric", code="periods")
    return quotas_of[0]


def _words(text: str, field: str = "text") -> str:
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise RuleBroken(_("At most 500 characters."), field=field, code="long")
    return text


def _say(
    talk: QuotaTalk,
    actor: Actor,
    act: TalkAct,
    metric: str = "",
    before: Decimal | None = None,
    figure: Decimal | None = None,
    text: str = "",
) -> None:
    TalkEntry.objects.create(
        talk=talk,
        act=act,
        by=signing.signature(actor, talk),
        user_id=signing.signer(actor),
        metric=metric,
        before=before,
        figure=figure,
        text=_words(text),
    )
