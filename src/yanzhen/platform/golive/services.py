"""Writes of going live: the plan, what is done, the totals of the old system, the signature."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.golive import data, tasks
from yanzhen.platform.imports import nouns
from yanzhen.platform.models import GoLivePlan, GoLiveTask, GoLiveTotal
from yanzhen.platform.writes import checked, write

KEEP, SIGN = "platform.go_live", "platform.sign_go_live"
NOUN = "platform.goliveplan"
MOST_TASKS = 500


def _locked() -> GoLivePlan:
    row = GoLivePlan.objects.select_for_update().order_by("pk").first()
    return row or GoLivePlan.objects.create(pk=1)


def _open(plan: GoLivePlan) -> GoLivePlan:
    if plan.signed_at is not None:
        raise RuleBroken(_("The start is signed. Take the signature back first."), code="signed")
    return plan


def _told(value: Any) -> Any:
    return str(value) if value is not None and not isinstance(value, bool | int | str | list) else value


@write(KEEP)
def set_plan(
    *, actor: Actor, responsible: str = "", switch_on: date | None = None, freeze_on: date | None = None
) -> GoLivePlan:
    """Say who answers for the start and which day it is."""
    row = _open(_locked())
    if switch_on and freeze_on and freeze_on > switch_on:
        raise RuleBroken(
            _("The old system is frozen before the day of switching, or on it."), field="freeze_on", code="order"
        )
    given = {"responsible": responsible.strip(), "switch_on": switch_on, "freeze_on": freeze_on}
    before = {name: _told(getattr(row, name)) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    checked(row)
    row.save()
    audit.record(
        actor, "change", _("going live"), noun=NOUN, before=before, after={n: _told(v) for n, v in given.items()}
    )
    return row


@write(KEEP)
def leave_out(noun: str, *, actor: Actor, is_left_out: bool = True) -> GoLivePlan:
    """Say that a kind of record is not brought, or is after all."""
    if noun not in nouns.importable():
        raise RuleBroken(_("This cannot be imported."), field="noun", code="noun")
    row = _open(_locked())
    before = list(row.left_out)
    row.left_out = sorted({*before, noun} if is_left_out else {*before} - {noun})
    row.version += 1
    row.save(update_fields=["left_out", "version"])
    if before != row.left_out:
        audit.record(
            actor, "change", _("going live"), noun=NOUN, before={"left_out": before}, after={"left_out": row.left_out}
        )
    return row


@write(KEEP)
def note_total(
    check: str, *, actor: Actor, currency: str = "", rows: int | None = None, amount: Decimal | None = None
) -> GoLiveTotal | None:
    """Keep what the old system says; nothing at all takes the entry back."""
    _open(_locked())
    if data.check_of(check) is None:
        raise RuleBroken(_("There is no such check."), field="check", code="check")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise RuleBroken(_("A currency has three letters, such as CNY."), field="currency", code="currency")
    currency = currency.upper()
    row = GoLiveTotal.objects.filter(check_name=check, currency=currency).first()
    before = {"rows": row.rows, "amount": _told(row.amount)} if row else {}
    if rows is None and amount is None:
        if row is not None:
            row.delete()
            audit.record(actor, "change", check, noun=NOUN, before=before, after={})
        return None
    row = row or GoLiveTotal(check_name=check, currency=currency)
    row.rows, row.amount, row.noted_by = rows, amount, actor.name
    checked(row)
    row.save()
    audit.record(actor, "change", check, noun=NOUN, before=before, after={"rows": rows, "amount": _told(amount)})
    return row


@write(KEEP)
def add_task(
    *,
    actor: Actor,
    step: str,
    title: str,
    people: str = "",
    responsible: str = "",
    due_on: date | None = None,
    is_training: bool = False,
) -> GoLiveTask:
    """Add something to be done, or a training."""
    _open(_locked())
    if step not in tasks.STEPS:
        raise RuleBroken(_("There is no such step."), field="step", code="step")
    if not title.strip():
        raise RuleBroken(_("Say what is to be done."), field="title", code="required")
    if GoLiveTask.objects.count() >= MOST_TASKS:
        raise RuleBroken(_("The list is full."), field="title", code="full")
    row = GoLiveTask(
        step=step, title=title.strip(), people=people.strip(), responsible=responsible.strip(), due_on=due_on,
        is_training=is_training,
    )  # fmt: skip
    checked(row)
    row.save()
    audit.record(actor, "create", row.title, noun=NOUN, after={"title": row.title, "step": step})
    return row


@write(KEEP)
def tick(*, actor: Actor, code: str = "", pk: int | None = None, is_done: bool = True) -> GoLiveTask:
    """Mark something as done, or as open again: a task of one's own by key, one that always is there by code."""
    _open(_locked())
    if pk is not None:
        row = GoLiveTask.objects.filter(pk=pk).first()
    else:
        step, _dot, name = code.partition(".")
        if name not in tasks.STANDARD.get(step, {}):
            row = None
        else:
            row = GoLiveTask.objects.get_or_create(code=code, defaults={"step": step})[0]
    if row is None:
        raise RuleBroken(_("There is no such task."), field="code", code="task")
    row.done_at, row.done_by = (timezone.now(), actor.name) if is_done else (None, "")
    row.save(update_fields=["done_at", "done_by"])
    audit.record(actor, "change", str(row), noun=NOUN, before={"done": not is_done}, after={"done": is_done})
    return row


@write(KEEP)
def remove_task(pk: int, *, actor: Actor) -> None:
    """Take back something that was added."""
    _open(_locked())
    row = GoLiveTask.objects.filter(pk=pk, code="").first()
    if row is None:
        raise RuleBroken(_("There is no such task."), code="task")
    audit.record(actor, "remove", row.title, noun=NOUN, before={"title": row.title})
    row.delete()


@write(SIGN)
def sign(*, actor: Actor, remark: str = "", is_signed: bool = True) -> GoLivePlan:
    """Sign by name that the data are right and the system is in use; or take that back.

    Refused while a total of the old system differs from the books.
    """
    row = _locked()
    if is_signed:
        wrong = [
            s.label for s in data.stands(actor, row.left_out) for c in s.comparisons if c.is_noted and not c.is_right
        ]
        if wrong:
            names = ", ".join(dict.fromkeys(wrong))
            raise RuleBroken(
                _("These totals still differ from the old system: {names}.").format(names=names), code="differs"
            )
        row.signed_by, row.signed_at, row.remark = actor.name, timezone.now(), remark.strip()[:500]
    else:
        row.signed_by, row.signed_at = "", None
    row.version += 1
    row.save()
    audit.record(
        actor, "change", _("going live"), noun=NOUN, before={"signed": not is_signed}, after={"signed": is_signed},
        reason=remark[:500],
    )  # fmt: skip
    return row
