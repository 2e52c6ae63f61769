"""The month of an agreement: plan and actual, fill rate, receivables, stores won, terms at risk."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from yanzhen.keyaccounts.calc import filling, terms
from yanzhen.keyaccounts.enums import ChanceState, ReviewState, TermState
from yanzhen.keyaccounts.models import AccountDelivery, AccountKpi, Agreement, MonthlyReview, StoreOpportunity
from yanzhen.keyaccounts.queries import agreements, measuring, plans, words
from yanzhen.lib.periods import Period, month_end, shifted
from yanzhen.orders.queries import accounts
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.receivables.queries import paying


def visible(actor: Actor) -> ScopedQuerySet[MonthlyReview]:
    """Monthly reviews, the latest first."""
    names = ("agreement", "agreement__customer", "agreement__owner")
    return MonthlyReview.objects.visible_to(actor).naming(*names).order_by("-month", "-pk")


def kpis(actor: Actor) -> ScopedQuerySet[AccountKpi]:
    """KPIs of customers."""
    names = ("agreement", "agreement__customer", "agreement__owner")
    return AccountKpi.objects.visible_to(actor).naming(*names).order_by("agreement_id", "pk")


def before(review: MonthlyReview) -> MonthlyReview | None:
    """The review of the same agreement before this one."""
    rows = MonthlyReview.objects.filter(agreement_id=review.agreement_id, month__lt=review.month)
    return rows.order_by("-month").first()


def figures(review: MonthlyReview, today: date) -> dict[str, Any]:
    """The figures of a review: as kept when it is closed, otherwise as they are."""
    if review.state == ReviewState.CLOSED:
        kept: dict[str, Any] = review.figures
        return kept
    return worked_out(review.agreement, review.month, today)


def worked_out(agreement: Agreement, month: date, today: date) -> dict[str, Any]:
    """All figures of a month as plain strings, so that they can be kept as they are: amounts, percents, names."""
    group, currency = agreements.group(agreement), agreement.currency
    period = Period(month, month_end(month))
    actual = accounts.net(SYSTEM, group, period, currency)
    last_year = accounts.net(SYSTEM, group, period.year_before(), currency)
    planned = plans.planned(agreement, month, period.end).get(month)
    owed = paying.owed(SYSTEM, group, min(period.end, today), currency)
    return {
        "month": month.isoformat(),
        "as_of": today.isoformat(),
        "currency": currency,
        "customers": len(group),
        "planned": _text(planned),
        "actual": str(actual),
        "attained": _text(terms.percent_of(actual, planned) if planned else None),
        "last_year": str(last_year),
        "growth": _text(terms.percent_of(actual - last_year, last_year) if last_year > 0 else None),
        "groups": _groups(agreement, group, period),
        "owed": str(owed.amount),
        "overdue": str(owed.overdue),
        **_fill(agreement, period, today),
        **_stores(agreement, period),
        "terms": _terms(agreement),
        "orders": [
            {"key": head.key, "label": f"{head.number} · {head.day}", "net": str(head.net)}
            for head in accounts.heads(SYSTEM, group, period, currency)[:10]
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _groups(agreement: Agreement, group: list[int], period: Period) -> list[dict[str, Any]]:
    """Plan and actual by product category, the largest first."""
    actual = accounts.by_category(SYSTEM, group, period, agreement.currency)
    planned = plans.planned_by_category(agreement, period.start)
    zero = Decimal(0)
    keys = sorted({*actual, *planned}, key=lambda k: (-actual.get(k, zero), -planned.get(k, zero), k))
    return [
        {"name": name, "name_en": name_en, "planned": _text(planned.get((key, name, name_en))),
         "actual": str(actual.get((key, name, name_en), zero))}
        for key, name, name_en in keys
    ]  # fmt: skip


def _fill(agreement: Agreement, period: Period, today: date) -> dict[str, Any]:
    """Fill rate of the orders of the month."""
    books = measuring.Books(agreement, min(period.end, today))
    rows = AccountDelivery.objects.filter(
        order__customer_id__in=books.customers, order__ordered_on__range=(period.start, period.end)
    )
    arrived = [filling.Arrived(*row) for row in rows.values_list("order_id", "product_id", "delivered_on", "quantity")]
    if not arrived:
        return {"fill": None, "fill_ordered": None, "fill_missed": 0}
    lines = accounts.lines(SYSTEM, books.customers, period, agreement.currency)
    ordered = [filling.Ordered(line.order, line.product, line.day, line.quantity) for line in lines]
    found = filling.fill_rate(ordered, arrived, books.lead_days, today)
    return {"fill": _text(found.rate), "fill_ordered": str(found.ordered), "fill_missed": len(found.missed)}


def _stores(agreement: Agreement, period: Period) -> dict[str, Any]:
    rows = StoreOpportunity.objects.filter(store__agreement=agreement)
    done = rows.filter(state=ChanceState.DONE, week__range=(period.start, period.end))
    open_ = rows.filter(state=ChanceState.OPEN)
    return {
        "won": done.count(),
        "won_amount": str(done.aggregate(total=Sum("result"))["total"] or Decimal(0)),
        "open": open_.count(),
        "open_amount": str(open_.aggregate(total=Sum("potential"))["total"] or Decimal(0)),
    }


def _terms(agreement: Agreement) -> list[dict[str, Any]]:
    """Terms broken or at risk in the latest check."""
    check = agreements.last_check(agreement)
    if check is None:
        return []
    return [
        {"kind": line.term.kind, "about": str(line.term.product or line.term.note[:40]), "state": line.state,
         "wanted": words.figure(line.term, line.wanted, agreement.currency),
         "actual": words.figure(line.term, line.actual, agreement.currency), "check": check.pk}
        for line in agreements.lines(check)
        if line.state in {TermState.BROKEN, TermState.RISK}
    ]  # fmt: skip


def course(agreement: Agreement, until: date, months: int = 12) -> list[dict[str, Any]]:
    """Twelve months up to one: our orders, those of the year before, the plan."""
    last = until
    first = shifted(last, 1 - months)
    group, currency = agreements.group(agreement), agreement.currency
    now = accounts.by_month(SYSTEM, group, Period(first, month_end(last)), currency)
    earlier = Period(shifted(first, -12), month_end(shifted(last, -12)))
    old = accounts.by_month(SYSTEM, group, earlier, currency)
    planned = plans.planned(agreement, first, month_end(last))
    return [
        {"month": month, "actual": now.get(month, Decimal(0)), "before": old.get(shifted(month, -12), Decimal(0)),
         "planned": planned.get(month)}
        for month in (shifted(first, n) for n in range(months))
    ]  # fmt: skip
