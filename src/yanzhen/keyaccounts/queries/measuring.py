"""Each term beside what happened: orders, arrivals, invoices and receipts of the whole group, for the whole company.

A working is kept as figures in plain strings (`facts`) and as documents (noun, key, label); `words` tells it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yanzhen.field.queries import displays
from yanzhen.keyaccounts.calc import filling, terms
from yanzhen.keyaccounts.calc.terms import Verdict
from yanzhen.keyaccounts.enums import TermKind
from yanzhen.keyaccounts.models import AccountDelivery, Agreement, AgreementTerm, MonthlyReview
from yanzhen.keyaccounts.queries import agreements
from yanzhen.lib.periods import Period, month_end, month_start, months_between
from yanzhen.orders.queries import accounts
from yanzhen.platform.actor import SYSTEM
from yanzhen.receivables.queries import paying

SHOWN = 20
DISPLAY_DAYS = 60
"""A display that was not looked at for so long counts as not seen."""
LEAD_DAYS = 7
"""Goods are expected so many days after the order where the agreement has no lead time."""
Document = tuple[str, int, str]


@dataclass(frozen=True)
class Measured:
    """How a term stands, with the figures of its working and the documents behind it."""

    verdict: Verdict
    facts: dict[str, str] = field(default_factory=dict)
    documents: Sequence[Document] = ()


@dataclass
class Books:
    """What an agreement is measured by; each table is read once."""

    agreement: Agreement
    today: date
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        start, end = self.agreement.valid_from, self.agreement.valid_until
        return Period(start, max(start, min(end, self.today)))

    def _once(self, name: str, read: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]

    @property
    def customers(self) -> list[int]:
        return self._once("customers", lambda: agreements.group(self.agreement))  # type: ignore[no-any-return]

    @property
    def net(self) -> Decimal:
        args = (SYSTEM, self.customers, self.period, self.agreement.currency)
        return self._once("net", lambda: accounts.net(*args))  # type: ignore[no-any-return]

    @property
    def heads(self) -> list[accounts.Head]:
        args = (SYSTEM, self.customers, self.period, self.agreement.currency)
        return self._once("heads", lambda: accounts.heads(*args))  # type: ignore[no-any-return]

    @property
    def lines(self) -> list[accounts.Line]:
        args = (SYSTEM, self.customers, self.period, self.agreement.currency)
        return self._once("lines", lambda: accounts.lines(*args))  # type: ignore[no-any-return]

    @property
    def invoices(self) -> list[paying.Part]:
        args = (SYSTEM, self.customers, self.period, self.agreement.currency)
        return self._once("invoices", lambda: list(paying.parts(*args)))  # type: ignore[no-any-return]

    @property
    def arrivals(self) -> list[AccountDelivery]:
        def read() -> list[AccountDelivery]:
            rows = AccountDelivery.objects.filter(
                order__customer_id__in=self.customers, order__ordered_on__gte=self.period.start,
                delivered_on__lte=self.period.end,
            )  # fmt: skip
            return list(rows.select_related("order", "product").order_by("delivered_on", "pk"))

        return self._once("arrivals", read)  # type: ignore[no-any-return]

    @property
    def lead_days(self) -> int:
        def read() -> int:
            rows = agreements.of_edition(self.agreement, max(1, self.agreement.edition)).filter(kind=TermKind.LEAD)
            figure = rows.values_list("figure", flat=True).first()
            return int(figure) if figure is not None else LEAD_DAYS

        return self._once("lead_days", read)  # type: ignore[no-any-return]


def measured(term: AgreementTerm, books: Books) -> Measured:
    """One term beside what happened until today."""
    measure = _MEASURES.get(TermKind(term.kind))
    return measure(term, books) if measure else Measured(Verdict("unknown", term.figure, None))


def _target(term: AgreementTerm, books: Books) -> Measured:
    if term.figure is None:
        return Measured(Verdict("unknown", None, books.net))
    elapsed, whole = terms.share_elapsed(books.agreement.valid_from, books.agreement.valid_until, books.today)
    due = terms.target_due(term.figure, elapsed, whole)
    facts = {"net": str(books.net), "target": str(term.figure), "elapsed": str(elapsed), "whole": str(whole),
             "due": str(due), "orders": str(len(books.heads))}  # fmt: skip
    return Measured(terms.at_least(books.net, due), facts, _orders(books.heads))


def _orders(heads: Sequence[accounts.Head]) -> list[Document]:
    return [("orders.order", head.key, f"{head.number} · {head.day} · {head.net:,.2f}") for head in heads[:SHOWN]]


def _rebate(term: AgreementTerm, books: Books) -> Measured:
    found = terms.tiers(term.tiers)
    elapsed, whole = terms.share_elapsed(books.agreement.valid_from, books.agreement.valid_until, books.today)
    expected = terms.run_rate(books.net, elapsed, whole)
    wanted = term.figure if term.figure is not None else (found[0].start if found else None)
    tier = terms.tier_of(found, expected)
    facts = {"net": str(books.net), "expected": str(expected), "elapsed": str(elapsed), "whole": str(whole),
             "percent": str(tier.percent if tier else 0), "rebate": str(terms.rebate(found, expected)),
             "so_far": str(terms.rebate(found, books.net))}  # fmt: skip
    return Measured(terms.at_least(expected, wanted) if elapsed else Verdict("unknown", wanted, None), facts)


def _payment(term: AgreementTerm, books: Books) -> Measured:
    parts = books.invoices
    days = terms.payment_days([terms.Paid(p.amount, p.issued_on, p.paid_on) for p in parts], books.period.end)
    late = sorted(
        (p for p in parts if p.paid_on is None and p.due_on < books.today), key=lambda p: (p.due_on, p.invoice)
    )
    facts = {"parts": str(len(parts)), "days": str(days or ""), "late": str(len(late)),
             "late_amount": str(sum((p.amount for p in late), Decimal(0)))}  # fmt: skip
    shown = [("receivables.invoice", p.invoice, f"{p.number} · {p.due_on} · {p.amount:,.2f}") for p in late[:SHOWN]]
    return Measured(terms.at_most(days, term.figure), facts, shown)


def _listing(term: AgreementTerm, books: Books) -> Measured:
    if term.product is None:
        return Measured(Verdict("unknown", term.figure, None))
    found = [line for line in books.lines if line.product == term.product_id]
    last = max((line.day for line in found), default=None)
    within = int(term.figure) if term.figure is not None else terms.SOLD_WITHIN
    ago = Decimal((books.today - last).days) if last else None
    facts = {"last": last.isoformat() if last else "", "within": str(within), "lines": str(len(found)),
             "quantity": str(sum((line.quantity for line in found), Decimal(0)))}  # fmt: skip
    state = terms.listing(last, books.today, within)
    newest = list({line.order: line for line in reversed(found)}.values())[:SHOWN]
    shown = [("orders.order", line.order, f"{line.number} · {line.day}") for line in newest]
    return Measured(Verdict(state, Decimal(within), ago), facts, shown)


def filled(books: Books) -> filling.Filled | None:
    """The fill rate of the agreement until today, from the first order whose arrival was noted; None without any."""
    arrived = [_arrived(row) for row in books.arrivals]
    if not arrived:
        return None
    since = min(row.order.ordered_on for row in books.arrivals)
    ordered = [_ordered(line) for line in books.lines if line.day >= since]
    return filling.fill_rate(ordered, arrived, books.lead_days, books.period.end)


def _arrived(row: AccountDelivery) -> filling.Arrived:
    return filling.Arrived(
        row.order_id, row.product_id, row.delivered_on, row.quantity, row.produced_on, row.expires_on
    )


def _ordered(line: accounts.Line) -> filling.Ordered:
    return filling.Ordered(line.order, line.product, line.day, line.quantity)


def _fill(term: AgreementTerm, books: Books) -> Measured:
    found = filled(books)
    if found is None:
        return Measured(Verdict("unknown", term.figure, None))
    numbers = {line.order: line for line in books.lines}
    facts = {"ordered": str(found.ordered), "filled": str(found.filled), "missed": str(len(found.missed)),
             "lead": str(books.lead_days)}  # fmt: skip
    keys = list(dict.fromkeys(order for order, _product in found.missed))[:SHOWN]
    shown = [("orders.order", key, f"{numbers[key].number} · {numbers[key].day}") for key in keys]
    return Measured(terms.at_least(found.rate, term.figure), facts, shown)


def _age(term: AgreementTerm, books: Books) -> Measured:
    ages = [(age, row) for row in books.arrivals if (age := filling.age_at_arrival(_arrived(row))) is not None]
    if not ages:
        return Measured(Verdict("unknown", term.figure, None))
    worst = max(age for age, _row in ages)
    old = sorted((pair for pair in ages if term.figure is not None and pair[0] > term.figure), key=lambda p: -p[0])
    facts = {"arrivals": str(len(ages)), "worst": str(worst), "old": str(len(old))}
    shown = [("keyaccounts.accountdelivery", row.pk, f"{row.number} · {age} %") for age, row in old[:SHOWN]]
    return Measured(terms.at_most(worst, term.figure), facts, shown)


def _lead(term: AgreementTerm, books: Books) -> Measured:
    days = filling.lead_time([_ordered(line) for line in books.lines], [_arrived(row) for row in books.arrivals])
    slow = [r for r in books.arrivals if term.figure is not None and r.delivered_on > r.order.ordered_on
            + timedelta(days=int(term.figure))]  # fmt: skip
    facts = {"arrivals": str(len(books.arrivals)), "slow": str(len(slow))}
    shown = [("keyaccounts.accountdelivery", row.pk, f"{row.number} · {row.delivered_on}") for row in slow[:SHOWN]]
    return Measured(terms.at_most(days, term.figure), facts, shown)


def _order(term: AgreementTerm, books: Books) -> Measured:
    """Orders below the smallest one agreed; a tenth of them is a risk, more is a breach."""
    if term.figure is None or not books.heads:
        return Measured(Verdict("unknown", term.figure, None))
    small = [head for head in reversed(books.heads) if head.net < term.figure]
    state = "kept" if not small else "risk" if len(small) * 10 <= len(books.heads) else "broken"
    facts = {"orders": str(len(books.heads)), "small": str(len(small))}
    return Measured(Verdict(state, term.figure, min(h.net for h in books.heads)), facts, _orders(small))


def _display(term: AgreementTerm, books: Books) -> Measured:
    """The share that visits wrote down, the latest of each customer; photos prove a display, but not its share."""
    since = max(books.period.start, books.period.end - timedelta(days=DISPLAY_DAYS - 1))
    seen = displays.latest(SYSTEM, books.customers, Period(since, books.period.end))
    shares = [one.share for one in seen if one.share is not None]
    facts = {"customers": str(len(books.customers)), "days": str(DISPLAY_DAYS), "noted": str(len(shares)),
             "photographed": str(sum(one.has_photo for one in seen))}  # fmt: skip
    shown = [
        ("field.visit", one.visit, f"{one.number} · {one.day}" + ("" if one.share is None else f" · {one.share} %"))
        for one in seen[:SHOWN]
    ]
    return Measured(terms.at_least(terms.mean(shares), term.figure), facts, shown)


def _reconcile(term: AgreementTerm, books: Books) -> Measured:
    """Days from the end of each month to the statement signed back, as the monthly reviews note it."""
    rows = {row.month: row for row in MonthlyReview.objects.filter(agreement=books.agreement)}
    months = [
        terms.Month(month_end(month), rows[month].reconciled_on if month in rows else None)
        for month in months_between(books.agreement.valid_from, books.agreement.valid_until)
    ]
    found = terms.reconciling_days(months, books.today)
    worst = max((days for _month, days in found), default=None)
    late = [m for m, days in found if term.figure is not None and days > term.figure]
    still = sum(month.signed_on is None for month, _days in found)
    facts = {"months": str(len(found)), "late": str(len(late)), "open": str(still),
             "worst": "" if worst is None else str(worst)}  # fmt: skip
    noted = [rows[month_start(m.end)] for m, _days in found if month_start(m.end) in rows]
    shown = [
        ("keyaccounts.monthlyreview", row.pk, f"{row.month:%Y-%m} · {row.reconciled_on or '–'}")
        for row in noted[-SHOWN:]
    ]
    return Measured(terms.at_most(None if worst is None else Decimal(worst), term.figure), facts, shown)


def _gift(term: AgreementTerm, books: Books) -> Measured:
    """Lines that cost nothing against those that were paid for, by quantity, of one product or of all."""
    lines = [line for line in books.lines if term.product_id in (None, line.product) and line.quantity > 0]
    free = [line for line in lines if line.net == 0]
    given = sum((line.quantity for line in free), Decimal(0))
    paid = sum((line.quantity for line in lines if line.net > 0), Decimal(0))
    facts = {"free": str(given), "paid": str(paid), "lines": str(len(free))}
    newest = list({line.order: line for line in reversed(free)}.values())[:SHOWN]
    shown = [("orders.order", line.order, f"{line.number} · {line.day}") for line in newest]
    return Measured(terms.about(terms.percent_of(given, paid), term.figure), facts, shown)


_MEASURES: dict[TermKind, Callable[[AgreementTerm, Books], Measured]] = {
    TermKind.TARGET: _target,
    TermKind.REBATE: _rebate,
    TermKind.PAYMENT: _payment,
    TermKind.LISTING: _listing,
    TermKind.FILL: _fill,
    TermKind.AGE: _age,
    TermKind.LEAD: _lead,
    TermKind.ORDER: _order,
    TermKind.DISPLAY: _display,
    TermKind.RECONCILE: _reconcile,
    TermKind.GIFT: _gift,
}
"""What can be measured; a term in words alone is judged by people."""
