"""Calling from a list: who is next, what came of it, put off, taken back.

Two people never get the same target: whoever takes it writes their name into the row by one statement that holds only
while it is free, so the second finds nothing to write and looks for the next. A claim runs out by itself.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.calc import calls
from yanzhen.field.enums.calls import CodeKind, ListState, TargetState
from yanzhen.field.models import CallAttempt, CallCode, CallList, CallTarget
from yanzhen.field.permissions.calls import WORK
from yanzhen.field.queries import calls as rows
from yanzhen.field.services import call_effects
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

CLAIM = timedelta(minutes=15)
"""So long somebody has a target in hand; looking at it again begins anew."""
LOOKS = 200
UNDO_WITHIN = timedelta(hours=12)
FARTHEST = timedelta(days=366)
KEPT = ("state", "tries", "skips", "recall_at", "last_at", "last_result")
"""What of a target is put back when its last call is taken back."""


@writes.write(WORK)
def take_next(call_list: CallList, *, actor: Actor) -> CallTarget | None:
    """Give the actor somebody to call: whom they have in hand already, else the next; None when nobody waits."""
    _require(call_list, actor)
    now = timezone.now()
    held = rows.in_hand(call_list, actor, now)
    if held is not None and not rows.is_barred(held):
        CallTarget.objects.filter(pk=held.pk, claimed_by_id=actor.employee_id).update(claimed_until=now + CLAIM)
        return held
    for _look in range(LOOKS):
        found = _first(call_list, actor, now)
        if found is None:
            return None
        if rows.is_barred(found):
            _leave_out(found, actor)
        elif _take(found, actor, now):
            return found
    raise RuleBroken(_("Many people are taking from this list right now. Try again."), code="busy")


def _first(call_list: CallList, actor: Actor, now: datetime) -> CallTarget | None:
    return rows.waiting(call_list, actor, now).first()


def _take(target: CallTarget, actor: Actor, now: datetime) -> bool:
    """Write one's name into a target that is free; False when somebody was faster."""
    still = CallTarget.objects.filter(rows.free(actor, now), pk=target.pk, state=TargetState.OPEN)
    return bool(still.update(claimed_by_id=actor.employee_id, claimed_until=now + CLAIM))


def _leave_out(target: CallTarget, actor: Actor) -> None:
    writes.change(target, actor=actor, verb="bar_target", state=TargetState.BARRED, claimed_by=None, claimed_until=None)


@writes.write(WORK)
def record(
    target: CallTarget, *, actor: Actor, key: int, note: str = "", minutes: Decimal | None = None,
    recall_at: datetime | None = None, visit_on: date | None = None, visit_at: time | None = None,
) -> CallAttempt:  # fmt: skip
    """Write down what came of a call, by the key of its result code; what follows from it is done at once."""
    _require(target.call_list, actor)
    row = _in_hand(target, actor)
    code = CallCode.objects.filter(call_list_id=row.call_list_id, line_no=key).first()
    if code is None:
        raise RuleBroken(_("This list has no result with this key."), field="key", code="key")
    now = timezone.now()
    _check_recall(code.kind, recall_at, now)
    rules = calls.Rules(target.call_list.recall_minutes, target.call_list.most_tries)
    then = calls.after(code.kind, row.tries, now, rules, recall_at=recall_at, minutes=code.recall_minutes)
    before = {name: _stored(getattr(row, name)) for name in KEPT}
    told = call_effects.Told(note.strip()[:500], visit_on, visit_at)
    made = call_effects.carry_out(target, code.kind, told, actor=actor)
    attempt = writes.create(
        CallAttempt, actor=actor, target=row, employee_id=actor.employee_id, code=code.label, kind=code.kind,
        note=told.note, minutes=minutes, recall_at=then.recall_at, called_at=now, made={"before": before, **made},
    )  # fmt: skip
    writes.change(
        row, actor=actor, verb="call", state=then.state, tries=then.tries, recall_at=then.recall_at, skips=0,
        last_at=now, last_result=code.label, claimed_by=None, claimed_until=None,
    )  # fmt: skip
    return attempt


@writes.write(WORK)
def skip(target: CallTarget, *, actor: Actor) -> CallTarget:
    """Put somebody off: they come again after everybody else."""
    _require(target.call_list, actor)
    row = _in_hand(target, actor)
    return writes.change(
        row, actor=actor, verb="put_off", skips=min(row.skips + 1, 32_000), recall_at=None, claimed_by=None,
        claimed_until=None,
    )  # fmt: skip


@writes.write(WORK)
def release(call_list: CallList, *, actor: Actor) -> int:
    """Let go of whom one has in hand, at the end of work."""
    mine = CallTarget.objects.filter(call_list=call_list, claimed_by_id=actor.employee_id)
    return mine.exclude(claimed_by=None).update(claimed_by=None, claimed_until=None)


@writes.write(WORK)
def undo(call_list: CallList, *, actor: Actor) -> CallTarget:
    """Take back one's last call from a list, with what came of it; the target is in hand again."""
    _require(call_list, actor)
    last = _last(call_list, actor)
    row = writes.locked(last.target)
    if row.attempts.filter(undone_at=None, pk__gt=last.pk).exists():
        raise RuleBroken(_("Somebody has called there since."), code="called_since")
    call_effects.undo(last, actor=actor)
    now = timezone.now()
    release(call_list, actor=actor)
    before = {name: _read(name, value) for name, value in last.made.get("before", {}).items() if name in KEPT}
    changed = writes.change(
        row, actor=actor, verb="undo_call", claimed_by_id=actor.employee_id, claimed_until=now + CLAIM, **before
    )
    writes.change(last, actor=actor, verb="undo_call", undone_at=now)
    return changed


def last_of(call_list: CallList, actor: Actor) -> CallAttempt | None:
    """The call that `undo` would take back."""
    if actor.employee_id is None:
        return None
    mine = CallAttempt.objects.filter(
        target__call_list=call_list, employee_id=actor.employee_id, undone_at=None,
        called_at__gte=timezone.now() - UNDO_WITHIN,
    )  # fmt: skip
    return mine.select_related(*rows.OF_ATTEMPT, "target__contact").order_by("-pk").first()


def _last(call_list: CallList, actor: Actor) -> CallAttempt:
    found = last_of(call_list, actor)
    if found is None:
        raise RuleBroken(_("There is no call of yours to take back."), code="nothing")
    return found


def _require(call_list: CallList, actor: Actor) -> None:
    if call_list.state != ListState.OPEN:
        raise RuleBroken(_("This list is closed."), code="closed")
    if actor.employee_id is None:
        raise RuleBroken(_("Only people on the staff call from lists."), code="employee")


def _in_hand(target: CallTarget, actor: Actor) -> CallTarget:
    """The target under its lock, if nobody else has it and it is still to call."""
    row = writes.locked(target)
    if row.state != TargetState.OPEN:
        raise RuleBroken(
            _("This one is finished: {state}.").format(state=row.get_state_display()), code="finished"
        )  # fmt: skip
    others = row.claimed_by_id not in (None, actor.employee_id)
    if others and row.claimed_until is not None and row.claimed_until > timezone.now():
        raise RuleBroken(_("Somebody else has this one in hand."), code="claimed")
    return row


def _check_recall(kind: str, recall_at: datetime | None, now: datetime) -> None:
    if recall_at is None:
        return
    if kind not in {CodeKind.CALL_BACK, CodeKind.NO_ANSWER}:
        raise RuleBroken(_("With this result nobody calls again."), field="recall_at", code="ended")
    if not now < recall_at < now + FARTHEST:
        raise RuleBroken(_("Call again at a time to come, within a year."), field="recall_at", code="recall")


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
