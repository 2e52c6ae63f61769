"""The documents behind one point of an evaluation, as the reader may see them now, beside the figure kept then."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.lib.money import in_words
from yanzhen.lib.periods import Period
from yanzhen.loyalty.enums import Part
from yanzhen.loyalty.models import Evaluation
from yanzhen.loyalty.queries import evaluation_figures
from yanzhen.orders.queries import buying
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.receivables.queries import lateness

MOST = 500
ORDER, INVOICE = "orders:order_record", "receivables:invoice_record"


@dataclass(frozen=True)
class Sheet:
    """One table of documents: heads, rows (address, cells), the sum, and the figure it was then."""

    title: str
    heads: list[str]
    rows: list[tuple[str, list[str]]]
    total: Decimal
    kept: Decimal | None
    currency: str
    is_cut: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return in_words(self.total, currency=self.currency)

    @property
    def changed(self) -> str:
        """What differs from the figure of the evaluation; empty when nothing does."""
        if self.kept is None or self.kept == self.total or self.is_cut:
            return ""
        told = _("The evaluation counted {kept}; documents changed since, or lie out of your reach.")
        return told.format(kept=in_words(self.kept, currency=self.currency))


def of(row: Evaluation, part: Part, actor: Actor) -> list[Sheet]:
    """The tables behind a part."""
    period = Period(row.run.starts_on, row.run.ends_on)
    facts: dict[str, Any] = row.working["parts"][part]["facts"]
    currency, customer = row.run.scheme.currency, row.customer_id
    if part == Part.PAYMENT:
        return [_invoices(actor, customer, period, currency, facts)]
    if part == Part.LOYALTY:
        return [_orders(actor, customer, evaluation_figures.year_until(period.end), "", None)]
    kept = Decimal(facts["net"]) if "net" in facts else None
    sheets = [_orders(actor, customer, period, currency, kept, with_cost=part == Part.MARGIN)]
    if part == Part.GROWTH:
        before = Decimal(facts["before"]) if "before" in facts else None
        sheets.append(_orders(actor, customer, period.year_before(), currency, before))
    return sheets


def _orders(
    actor: Actor, customer: int, period: Period, currency: str, kept: Decimal | None, *, with_cost: bool = False
) -> Sheet:
    sees = with_cost and actor.can(masks.COST)
    found = buying.documents(actor, customer, period, currency, MOST)
    heads = [_("Order"), _("Ordered on"), _("Net amount"), *([_("Cost")] if with_cost else [])]
    rows = [
        (
            reverse(ORDER, args=[one.key]),
            [
                one.number,
                one.day.isoformat(),
                in_words(one.net, currency=one.currency),
                *([in_words(one.cost) if sees else masks.HIDDEN] if with_cost else []),
            ],
        )
        for one in found
    ]
    title = _("Orders from {start} to {end}").format(start=period.start, end=period.end)
    alike = {one.currency for one in found} or {currency or "CNY"}
    total = sum((one.net for one in found), Decimal(0))
    notes = [] if len(alike) == 1 else [_("Orders in several currencies: the sum adds nothing up.")]
    return Sheet(title, heads, rows, total, kept, sorted(alike)[0], len(found) == MOST, notes)


def _invoices(actor: Actor, customer: int, period: Period, currency: str, facts: dict[str, Any]) -> Sheet:
    found = list(lateness.parts(actor, period, currency, customer))
    found.sort(key=lambda one: (one.due_on, one.invoice, one.paid_on or period.end))
    rows = [
        (
            reverse(INVOICE, args=[one.invoice]),
            [
                one.number,
                one.due_on.isoformat(),
                one.paid_on.isoformat() if one.paid_on else _("open"),
                str(one.days(period.end)),
                in_words(one.amount, currency=currency),
            ],
        )
        for one in found[:MOST]
    ]
    title = _("Invoices due from {start} to {end}, part by part").format(start=period.start, end=period.end)
    heads = [_("Invoice"), _("Due on"), _("Paid on"), _("Days late"), _("Amount")]
    kept = Decimal(facts["due"]) if "due" in facts else None
    total = sum((one.amount for one in found), Decimal(0))
    return Sheet(title, heads, rows, total, kept, currency, len(found) > MOST)
