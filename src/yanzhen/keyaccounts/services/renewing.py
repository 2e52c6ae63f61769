"""Agreements past their end: noted as expired the day after, told to their owner, renewed as a copy."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.keyaccounts.calc import renewing
from yanzhen.keyaccounts.enums import AgreementState
from yanzhen.keyaccounts.models import AccountKpi, Agreement, AgreementTerm, Store
from yanzhen.keyaccounts.queries import agreements as rows
from yanzhen.keyaccounts.services import agreements, kpis
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notifications, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory

EXPIRED = notifications.declare(
    "keyaccounts.agreement_expired", gettext_lazy("An agreement of mine has expired"),
    gettext_lazy("The agreement {what} ended on {day}. Renew it as a copy, or end it"),
)  # fmt: skip
OF_A_STORE = (
    "number", "name", "name_en", "format", "outlet", "province", "city", "address", "longitude", "latitude",
)  # fmt: skip
OF_A_KPI = ("name", "name_en", "unit", "is_better_high", "goal")


def expire(today: date | None = None) -> int:
    """Note every agreement whose last day is over, each in a transaction of its own; may run again."""
    day = today or timezone.localdate()
    over = Agreement.objects.filter(state=AgreementState.IN_FORCE, valid_until__lt=day)
    return sum(_expire(row, actor=SYSTEM, day=day) for row in over.order_by("pk"))


@writes.write(agreements.SIGN)
def _expire(agreement: Agreement, *, actor: Actor, day: date) -> int:
    """A supplement in draft is given up: there is nothing left that it could amend."""
    row = writes.locked(agreement)
    if row.state_on(day) != AgreementState.EXPIRED or row.state == AgreementState.EXPIRED:
        return 0  # ended or put off meanwhile
    if row.is_amending:
        AgreementTerm.objects.filter(agreement=row, edition=row.edition + 1).delete()
    writes.change(row, actor=actor, verb="expire_agreement", state=AgreementState.EXPIRED, is_amending=False)
    owner = directory().of_employees([row.owner_id]).get(row.owner_id)
    if owner is not None and not rows.followers(row).exists():
        params = {"what": f"{row.customer} {row.number}", "day": row.valid_until.isoformat()}
        url = reverse("keyaccounts:agreement_record", args=[row.pk])
        notifications.send(EXPIRED, [owner.user_id], params=params, url=url, subject=row)
    return 1


def can_renew(row: Agreement) -> bool:
    """Whether it was put in force once and was not ended before its time."""
    return row.state in rows.WAS_IN_FORCE


@writes.write("keyaccounts.add_agreement")
def renew(agreement: Agreement, *, actor: Actor) -> Agreement:
    """Draft the agreement that follows on this one: its terms, active stores and KPIs, for a period of equal length."""
    row = writes.locked(agreement)
    if not can_renew(row):
        raise RuleBroken(_("Only an agreement that was in force can be renewed."), code="state")
    if (follower := rows.followers(row).first()) is not None:
        raise RuleBroken(_("{number} follows on it already.").format(number=follower.number), code="followed")
    first, last = renewing.following(row.valid_from, row.valid_until)
    terms = [{name: getattr(term, name) for name in agreements.FIELDS} for term in rows.of_edition(row, row.edition)]
    made = agreements.create(
        actor=actor, customer=row.customer, owner=row.owner, currency=row.currency, remark=row.remark, renews=row,
        valid_from=first, valid_until=last, terms=terms,
    )  # fmt: skip
    _carry_over(row, made, actor)
    return made


def _carry_over(row: Agreement, made: Agreement, actor: Actor) -> None:
    for store in Store.objects.filter(agreement=row, is_active=True).select_related("outlet").order_by("pk"):
        writes.create(Store, actor=actor, agreement=made, **_values(store, OF_A_STORE))
    for kpi in AccountKpi.objects.filter(agreement=row).order_by("pk"):
        copy = writes.create(AccountKpi, actor=actor, agreement=made, **_values(kpi, OF_A_KPI))
        kpis.copy_values(kpi, copy)


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
