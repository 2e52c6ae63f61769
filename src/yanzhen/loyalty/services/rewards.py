"""Rewards: booked with a reason, redeemed up to the balance, above the firm's limit only with consent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import in_words, quantum
from yanzhen.loyalty.enums import RewardAct, RewardKind, RewardState
from yanzhen.loyalty.models import RewardEntry
from yanzhen.loyalty.queries import loyalty
from yanzhen.platform import approvals, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import Matter

ADD = "loyalty.add_rewardentry"
SERIES = "RW"


@writes.write(ADD)
def create(*, actor: Actor, **values: Any) -> RewardEntry:
    """Grant or redeem. The amount is given above zero; what is redeemed is kept below it.

    The customer's row is locked while the balance is looked at, so that two cannot redeem the same. When one of the
    firm's approval rules fits, the entry waits for consent and counts from then on.
    """
    customer = writes.locked(values["customer"])
    values |= {"customer": customer, **_amount(values)}
    referral = values.get("referral")
    if referral is not None and referral.referrer_id != customer.pk:
        raise RuleBroken(_("This referral was made by another customer."), field="referral", code="referral")
    facts = _facts(customer, values)
    waits = not actor.is_system and approvals.needed(GRANT, **facts)
    if values["amount"] < 0:
        require_balance(customer.pk, values)
    row = writes.create(
        RewardEntry,
        actor=actor,
        number=writes.next_number(SERIES),
        booked_on=timezone.localdate(),
        state=RewardState.WAITING if waits else RewardState.BOOKED,
        who=actor.name,
        **values,
    )
    if waits:
        title = f"{row.number} · {customer}"
        approvals.ask(GRANT, actor=actor, title=title, content=content(row), subject=row, reason=row.reason, **facts)
    return row


def _amount(values: Mapping[str, Any]) -> dict[str, Any]:
    kind, act = values.get("kind") or RewardKind.POINTS, values.get("act") or RewardAct.GRANT
    amount: Decimal = values["amount"]
    if act == RewardAct.REVERSE:
        raise RuleBroken(_("An entry is taken back on its own page."), field="act", code="act")
    if amount <= 0:
        raise RuleBroken(_("An amount above zero, please."), field="amount", code="amount")
    currency = (values.get("currency") or "CNY").upper() if kind == RewardKind.MONEY else ""
    whole = quantum(currency) if currency else Decimal(1)
    if amount != amount.quantize(whole):
        told = _("Whole cents, please.") if currency else _("Whole points, please.")
        raise RuleBroken(told, field="amount", code="whole")
    return {"kind": kind, "act": act, "currency": currency, "amount": -amount if act == RewardAct.REDEEM else amount}


def require_balance(customer_id: int, values: Mapping[str, Any]) -> None:
    """Refuse what would take the balance below zero. Call with the customer's row locked."""
    left = loyalty.balance(customer_id, values["kind"], values["currency"])
    if left + values["amount"] < 0:
        words = in_words(left, currency=values["currency"]) if values["currency"] else f"{left:,.0f}"
        told = _("Only {left} are there to be redeemed.").format(left=words)
        raise RuleBroken(told, field="amount", code="balance")


@writes.write(ADD)
def withdraw(instance: RewardEntry, *, actor: Actor) -> RewardEntry:
    """Drop an entry that still waits for consent; it never counted."""
    row = writes.locked(instance)
    if row.state != RewardState.WAITING:
        raise RuleBroken(_("Only what waits can be dropped; what is booked is taken back."), code="state")
    return writes.change(row, actor=actor, state=RewardState.DROPPED)


@writes.write(ADD)
def reverse(instance: RewardEntry, *, actor: Actor) -> RewardEntry:
    """Take a booked entry back by one of the same amount the other way; what was spent meanwhile cannot be."""
    customer = writes.locked(instance.customer)
    row = writes.locked(instance)
    if row.state != RewardState.BOOKED or row.act == RewardAct.REVERSE or hasattr(row, "reversed_by"):
        raise RuleBroken(_("This entry cannot be taken back."), code="state")
    values: dict[str, Any] = {"kind": row.kind, "currency": row.currency, "amount": -row.amount}
    if row.amount > 0:
        require_balance(customer.pk, values)
    return writes.create(
        RewardEntry,
        actor=actor,
        number=writes.next_number(SERIES),
        customer=customer,
        act=RewardAct.REVERSE,
        reason=_("Taken back: {number}").format(number=row.number),
        booked_on=timezone.localdate(),
        reverses=row,
        who=actor.name,
        **values,
    )


# -- Consent -----------------------------------------------------------------------------------------------------------


def _facts(customer: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"amount": abs(values["amount"]), "currency": values["currency"], "unit_id": customer.unit_id}


def content(row: RewardEntry) -> dict[str, Any]:
    """What is consented to; the amount as it is read back."""
    return {
        "number": row.number, "customer": str(row.customer), "kind": row.kind, "act": row.act,
        "amount": f"{row.amount:.2f}", "currency": row.currency, "reason": row.reason,
    }  # fmt: skip


def _words(values: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    amount, currency = Decimal(values["amount"]), values["currency"]
    words = in_words(amount, currency=currency) if currency else f"{amount:,.0f}"
    return [
        (gettext_lazy("customer"), values["customer"]),
        (gettext_lazy("kind"), RewardKind(values["kind"]).label),
        (gettext_lazy("amount"), words),
        (gettext_lazy("reason"), values["reason"]),
    ]


def _current(approval: Any) -> Mapping[str, Any] | None:
    row = RewardEntry.objects.select_related("customer").filter(pk=approval.object_id).first()
    return content(row) if row is not None and row.state == RewardState.WAITING else None


GRANT = approvals.declare(
    Matter(
        "loyalty.reward", gettext_lazy("Book a reward"), "loyalty.approve_rewardentry", describe=_words,
        current=_current,
    )
)  # fmt: skip


@approvals.carries_out(GRANT)
def _book(approval: Any, actor: Actor) -> None:
    """Book what was consented to, if the balance still carries it."""
    actor.require(ADD)
    found = RewardEntry.objects.select_related("customer").get(pk=approval.object_id)
    writes.locked(found.customer)
    row = writes.locked(found)
    if row.state != RewardState.WAITING:
        raise RuleBroken(_("This entry does not wait any more."), code="state")
    if row.amount < 0:
        require_balance(row.customer_id, {"kind": row.kind, "currency": row.currency, "amount": row.amount})
    writes.change(row, actor=actor, verb="book_reward", state=RewardState.BOOKED, booked_on=timezone.localdate())
