"""Monthly reviews: opened for a month, talked through, closed with their figures as they stood."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.keyaccounts.enums import ReviewState
from yanzhen.keyaccounts.models import MonthlyReview
from yanzhen.keyaccounts.queries import reviews
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_end, month_start
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

CHANGE = "keyaccounts.change_monthlyreview"


@writes.write("keyaccounts.add_monthlyreview")
def create(*, actor: Actor, **values: Any) -> MonthlyReview:
    """Open the review of a month."""
    values["month"] = month_start(values["month"])
    if values["month"] > timezone.localdate():
        raise RuleBroken(_("This month has not begun."), field="month", code="future")
    _check(values["month"], values.get("reconciled_on"))
    return writes.create(MonthlyReview, actor=actor, **values)


@writes.write(CHANGE)
def change(instance: MonthlyReview, *, actor: Actor, version: int | None = None, **values: Any) -> MonthlyReview:
    """Write down what was found; a closed review stays as it is."""
    if instance.state == ReviewState.CLOSED:
        raise RuleBroken(_("This review is closed."), code="state")
    if values.get("month") is not None:
        values["month"] = month_start(values["month"])
    _check(values.get("month") or instance.month, values.get("reconciled_on", instance.reconciled_on))
    return writes.change(instance, actor=actor, version=version, **values)


def _check(month: date, signed_on: date | None) -> None:
    """A statement of a month is made when the month is over, and signed back until today."""
    if signed_on is not None and not month_end(month) <= signed_on <= timezone.localdate():
        told = _("A statement is signed back after its month and not in the future.")
        raise RuleBroken(told, field="reconciled_on", code="reconciled")


@writes.write("keyaccounts.remove_monthlyreview")
def remove(instance: MonthlyReview, *, actor: Actor, version: int | None = None) -> None:
    """Remove an open review; a closed one is a record."""
    row = writes.locked(instance, version)
    if row.state == ReviewState.CLOSED:
        raise RuleBroken(_("This review is closed."), code="state")
    writes.remove(row, actor=actor, version=version)


def close(review: MonthlyReview, *, actor: Actor) -> MonthlyReview:
    """Keep the figures with their working; from now on the page shows these. They are read before the transaction."""
    actor.require(CHANGE)
    today = timezone.localdate()
    return _keep(review, actor=actor, today=today, kept=reviews.worked_out(review.agreement, review.month, today))


close.function_code = CHANGE  # type: ignore[attr-defined]


@writes.write(CHANGE)
def _keep(review: MonthlyReview, *, actor: Actor, today: date, kept: dict[str, Any]) -> MonthlyReview:
    row = writes.locked(review)
    if row.state == ReviewState.CLOSED:
        raise RuleBroken(_("This review is closed."), code="state")
    if not row.finding.strip():
        raise RuleBroken(_("First write down what you found."), field="finding", code="finding")
    return writes.change(
        row, actor=actor, verb="close_review", state=ReviewState.CLOSED, figures=kept, closed_on=today, who=actor.name
    )
