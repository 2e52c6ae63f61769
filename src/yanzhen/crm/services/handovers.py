"""One act on somebody's last day: access ends, everything gets a new owner, and for a day it can be taken back.

It is one transaction: all records change hands or none does. What would be refused is found beforehand by trying it all
and taking it back (`check`); the act itself refuses as a whole as long as one record does.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.accounts.services import ending
from yanzhen.crm.enums.handovers import HandoverState, ItemState
from yanzhen.crm.models import Handover
from yanzhen.crm.queries import handovers
from yanzhen.crm.services import changing_hands, handing, letters
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory
from yanzhen.platform.services import jobs

AT_ONCE = 200
"""Records that change hands while the person waits; more become a job."""
UNDO_WITHIN = timedelta(days=1)
KIND = "handover"
ACTS: dict[str, Callable[[Handover, Actor], None]] = {
    act.__name__: act for act in (changing_hands.move, changing_hands.take_back, changing_hands.try_out)
}


@writes.write("crm.add_handover")
def create(*, actor: Actor, employee: Any, last_on: date, **given: Any) -> Handover:
    """Begin to prepare; everything in that name is found and shared out by the standard rules."""
    if not handovers.leavers(actor).filter(pk=employee.pk).exists():
        raise RuleBroken(_("You hand over only for people who report to you."), field="employee", code="not_yours")
    row = writes.create(
        Handover,
        actor=actor,
        employee=employee,
        last_on=last_on,
        plan=handing.standard_rules(employee.pk),
        **{"letter_zh": letters.STANDARD["zh-hans"], "letter_en": letters.STANDARD["en"], **given},
        **_by(actor),
    )
    handing.fill(row)
    return row


def _by(actor: Actor) -> dict[str, Any]:
    return {"user_id": actor.user_id, "who": actor.name[:150]}


def _open(handover: Handover) -> Handover:
    """The row under its lock, while it is still being prepared."""
    row = writes.locked(handover)
    if row.state != HandoverState.DRAFT:
        raise RuleBroken(
            _("{name} has handed this over already.").format(name=row.who or SYSTEM.name), code="handed_over"
        )
    return row


@writes.write("crm.add_handover")
def plan(handover: Handover, *, actor: Actor, rules: handing.Rules) -> Handover:
    """Share out anew by other rules; what was chosen by hand stays."""
    row = _open(handover)
    kept = {**row.plan, **handing.checked(rules, row.employee)}
    row = writes.change(row, actor=actor, plan=kept)
    row.items.filter(is_by_hand=False).delete()
    handing.fill(row)
    return row


@writes.write("crm.add_handover")
def assign(handover: Handover, *, actor: Actor, heirs: Mapping[int, int | None]) -> int:
    """Give single records to somebody else than the rule says; gives how many changed."""
    row = _open(handover)
    allowed, changed = handovers.heirs(row.employee), 0
    for key, heir in heirs.items():
        if heir is not None and heir not in allowed:
            raise RuleBroken(_("Choose somebody with access, other than the leaver."), field=f"item.{key}", code="heir")
        found = row.items.filter(pk=key).exclude(heir_id=heir) if heir else row.items.filter(pk=key, heir__isnull=False)
        changed += found.update(heir_id=heir, is_by_hand=True, state=ItemState.PLANNED, reason="")
    if changed:
        audit.record(actor, "change", row, after={"by_hand": changed})
    return changed


@writes.write("crm.add_handover")
def write_letters(handover: Handover, *, actor: Actor, letter_zh: str, letter_en: str) -> Handover:
    """Keep the words of the letter to the customers; a place that nothing fills is refused."""
    for name, text in (("letter_zh", letter_zh), ("letter_en", letter_en)):
        letters.check(text, name)
    return writes.change(writes.locked(handover), actor=actor, letter_zh=letter_zh, letter_en=letter_en)


@writes.write("crm.remove_handover")
def remove(handover: Handover, *, actor: Actor, version: int | None = None) -> None:
    """Discard what was only prepared."""
    writes.remove(_open(handover), actor=actor, version=version)


# -- The act -----------------------------------------------------------------------------------------------------------


@writes.write("crm.add_handover")
def check(handover: Handover, *, actor: Actor) -> Handover:
    """Try everything and take it back: which records would be refused, and why, without anything changing hands."""
    row = _open(handover)
    handing.fill(row)
    return _now_or_later(row, actor, row.items.exclude(heir=None).count(), changing_hands.try_out)


@writes.write("crm.add_handover")
def leave_refused(handover: Handover, *, actor: Actor) -> Handover:
    """Take the records that would be refused out of the act: they stay in the leaver's name until somebody decides."""
    row = _open(handover)
    left = row.items.filter(state=ItemState.REFUSED)
    count = left.update(state=ItemState.PLANNED, heir=None, is_by_hand=True)
    if not count:
        raise RuleBroken(_("No record is known to be refused."), code="none")
    audit.record(actor, "change", row, after={"left_out": count})
    return row


@writes.write("crm.add_handover")
def carry_out(handover: Handover, *, actor: Actor) -> Handover:
    """End the access and move everything, once; of two people who do it at once, the second is told of the first."""
    row = _open(handover)
    if not handovers.leavers(actor).filter(pk=row.employee_id).exists():
        raise RuleBroken(_("You hand over only for people who report to you."), code="not_yours")
    user = handovers.account(row.employee_id)
    if user is not None:
        ending.end(user, actor=actor)
    handing.fill(row)  # what came into this name since it was prepared
    total = row.items.exclude(heir=None).count()
    known = dict(row.items.filter(state=ItemState.REFUSED).exclude(heir=None).values_list("pk", "reason"))
    if known and total > AT_ONCE:
        raise changing_hands.Refused(row, known)  # a job would find it out after the access has ended
    row = writes.change(
        row, actor=actor, verb="hand_over", state=HandoverState.RUNNING, done_at=timezone.now(), **_by(actor)
    )
    return _now_or_later(row, actor, total, changing_hands.move)


@writes.write("crm.add_handover")
def undo(handover: Handover, *, actor: Actor) -> Handover:
    """Give back what nobody changed since, within a day. Access stays ended."""
    row = writes.locked(handover)
    if row.state != HandoverState.DONE or row.done_at is None:
        raise RuleBroken(_("There is nothing to undo."), code="state")
    if timezone.now() - row.done_at > UNDO_WITHIN:
        raise RuleBroken(_("A handover can be taken back for a day."), code="late")
    if not handovers.leavers(actor).filter(pk=row.employee_id).exists():
        raise RuleBroken(_("You hand over only for people who report to you."), code="not_yours")
    row = writes.change(row, actor=actor, verb="undo_handover", state=HandoverState.RUNNING)
    return _now_or_later(row, actor, row.items.filter(state=ItemState.MOVED).count(), changing_hands.take_back)


def _now_or_later(row: Handover, actor: Actor, total: int, act: Callable[[Handover, Actor], None]) -> Handover:
    if total <= AT_ONCE:
        act(row, actor)
    else:
        title = _("Handover: {name}").format(name=row.employee)
        job = jobs.wait(
            kind=KIND, title=title, actor=actor, arguments={"handover": row.pk, "act": act.__name__, "total": total}
        )
        transaction.on_commit(lambda: carry_on.enqueue(job.pk))
    row.refresh_from_db()
    return row


@task()
def carry_on(job_id: int) -> None:
    """The job of a long handover or of a long undoing; may run twice."""
    from django.apps import apps

    job: Any = apps.get_model("platform", "Job")._default_manager.filter(pk=job_id).first()
    if job is None or job.user_id is None or not jobs.begin(job):
        return
    actor = directory().actor(job.user_id)
    with translation.override(actor.language):
        if not actor.can("crm.add_handover"):
            jobs.fail(job, jobs.in_words(PermissionError("crm.add_handover")))
            return
        jobs.progress(job, 0, total=job.arguments["total"])
        row = Handover.objects.get(pk=job.arguments["handover"])
        try:
            ACTS[job.arguments["act"]](row, actor)
        except changing_hands.Refused as refused:
            _given_up(row, actor, refused)
            jobs.fail(job, str(refused))
            return
        jobs.finish(job)


def _given_up(row: Handover, actor: Actor, refused: changing_hands.Refused) -> None:
    """A long handover that was refused is prepared again; what refuses is marked. Access has ended all the same."""
    with transaction.atomic():
        writes.change(row, actor=actor, verb="close_handover", state=HandoverState.DRAFT, done_at=None)
        changing_hands.mark(row, refused.reasons)
