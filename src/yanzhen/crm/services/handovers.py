"""One act on somebody's last day: access ends, everything gets a new owner, and for a day it can be taken back."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.accounts.services import ending
from yanzhen.crm.enums.handovers import HandoverState, ItemState
from yanzhen.crm.models import Handover, HandoverItem
from yanzhen.crm.queries import handovers
from yanzhen.crm.services import handing, letters
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, notifications, writes
from yanzhen.platform import tasks as todo
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.people import directory
from yanzhen.platform.services import jobs

AT_ONCE = 200
"""Records that change hands while the person waits; more become a job."""
UNDO_WITHIN = timedelta(days=1)
KIND = "handover"
TOOK_OVER = notifications.declare(
    "handover.taken", gettext_lazy("I take over from somebody"), gettext_lazy("You take over from {name}: {count}")
)


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
        changed += found.update(heir_id=heir, is_by_hand=True)
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
def carry_out(handover: Handover, *, actor: Actor) -> Handover:
    """End the access and move everything, once; of two people who do it at once, the second is told of the first."""
    row = _open(handover)
    if not handovers.leavers(actor).filter(pk=row.employee_id).exists():
        raise RuleBroken(_("You hand over only for people who report to you."), code="not_yours")
    user = handovers.account(row.employee_id)
    if user is not None:
        ending.end(user, actor=actor)
    handing.fill(row)  # what came into this name since it was prepared
    row = writes.change(
        row, actor=actor, verb="hand_over", state=HandoverState.RUNNING, done_at=timezone.now(), **_by(actor)
    )
    return _now_or_later(row, actor, row.items.exclude(heir=None).count(), move)


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
    return _now_or_later(row, actor, row.items.filter(state=ItemState.MOVED).count(), take_back)


def _now_or_later(row: Handover, actor: Actor, total: int, act: Callable[..., None]) -> Handover:
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
        {"move": move, "take_back": take_back}[job.arguments["act"]](row, actor, job)
        jobs.finish(job)


def move(row: Handover, actor: Actor, job: Any = None) -> None:
    """Give each planned item to its heir by the service of its kind; what is refused stays, with the reason."""
    items = list(row.items.filter(state=ItemState.PLANNED).exclude(heir=None).select_related("heir"))
    _each(items, job, lambda item: _moved(item, row, actor))
    _close(row, actor, HandoverState.DONE)
    for heir, count in Counter(item.heir for item in items if item.state == ItemState.MOVED).items():
        for person in directory().of_employees([heir.pk]).values() if heir is not None else ():
            params = {"name": str(row.employee), "count": f"{count:,}"}
            notifications.send(TOOK_OVER, [person.user_id], params=params, url=nouns.get("crm.customer").url("list"))


def take_back(row: Handover, actor: Actor, job: Any = None) -> None:
    """Give each moved item back, unless somebody changed it since."""
    items = list(row.items.filter(state=ItemState.MOVED).select_related("heir"))
    _each(items, job, lambda item: _given_back(item, row, actor))
    _close(row, actor, HandoverState.UNDONE)


def _each(items: list[HandoverItem], job: Any, act: Callable[[HandoverItem], None]) -> None:
    for number, item in enumerate(items, start=1):
        try:
            with transaction.atomic():
                act(item)
                item.save(update_fields=["state", "reason", "moved_version"])
        except RuleBroken as broken:
            item.state = ItemState.REFUSED if item.moved_version is None else ItemState.LEFT
            item.reason = "; ".join(map(str, broken.errors.values()))[:300]
            item.save(update_fields=["state", "reason"])
        if job is not None and number % 20 == 0:
            jobs.progress(job, number)


def _close(row: Handover, actor: Actor, state: HandoverState) -> None:
    now = timezone.now()
    with transaction.atomic():
        told = {str(k): v for k, v in handovers.counts(row).items()}
        values: dict[str, Any] = {"state": state, **({"undone_at": now} if state == HandoverState.UNDONE else {})}
        changed = writes.change(row, actor=actor, verb="close_handover", **values)
        audit.record(actor, "close_handover", changed, after=told)


def _moved(item: HandoverItem, row: Handover, actor: Actor) -> None:
    """Whoever may hand over gives also what they could not edit themselves; the trail names them."""
    if item.noun_name == handing.TASKS:
        _task_moved(item, row.employee_id, int(item.heir_id or 0), actor, ItemState.MOVED)
        return
    noun = nouns.get(item.noun_name)
    record: Any = noun.model._base_manager.select_for_update().filter(pk=item.object_id).first()
    if record is None or getattr(record, f"{item.field}_id") != row.employee_id:
        item.state, item.reason = ItemState.LEFT, _("It is no longer in this name.")
        return
    noun.services.change(record, actor=replace(actor, is_system=True), **{item.field: item.heir})
    item.moved_version = noun.model._base_manager.values_list("version", flat=True).get(pk=item.object_id)  # type: ignore[misc]
    item.state, item.reason = ItemState.MOVED, ""


def _given_back(item: HandoverItem, row: Handover, actor: Actor) -> None:
    if item.noun_name == handing.TASKS:
        _task_moved(item, int(item.heir_id or 0), row.employee_id, actor, ItemState.UNDONE)
        return
    noun = nouns.get(item.noun_name)
    record: Any = noun.model._base_manager.select_for_update().filter(pk=item.object_id).first()
    if record is None or record.version != item.moved_version or getattr(record, f"{item.field}_id") != item.heir_id:
        item.state, item.reason = ItemState.LEFT, _("Somebody has changed it since.")
        return
    leaver = employees.by_key(row.employee_id)
    noun.services.change(record, actor=replace(actor, is_system=True), **{item.field: leaver})
    item.state, item.reason = ItemState.UNDONE, ""


def _task_moved(item: HandoverItem, frm: int, to: int, actor: Actor, state: ItemState) -> None:
    giver, taker = handovers.account(frm), handovers.account(to)
    done = None
    if giver is not None and taker is not None:
        is_back = state == ItemState.UNDONE
        done = todo.hand_over(item.object_id, actor=actor, frm=giver.pk, to=taker.pk, is_back=is_back)
    if done is None:
        item.state, item.reason = ItemState.LEFT, _("It is done, or no longer in this name.")
    else:
        item.state, item.moved_version = state, 1
