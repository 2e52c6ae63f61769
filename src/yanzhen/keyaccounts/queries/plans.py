"""Rolling plans with their deadlines, what they are prefilled from, and how right they were."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet, Sum

from yanzhen.keyaccounts.calc import accuracy, deadlines
from yanzhen.keyaccounts.calc.deadlines import Standing, Window
from yanzhen.keyaccounts.enums import PlanState
from yanzhen.keyaccounts.models import Agreement, RollingPlan, RollingPlanLine
from yanzhen.keyaccounts.queries import agreements
from yanzhen.lib.periods import Period, month_end, month_start, shifted
from yanzhen.orders.queries import accounts
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet

READY = (PlanState.SUBMITTED, PlanState.ACCEPTED)
BACK = 6
"""Accuracy is shown over so many months that are over."""


def visible(actor: Actor) -> ScopedQuerySet[RollingPlan]:
    """Rolling plans, the latest first."""
    names = ("agreement", "agreement__customer", "agreement__owner")
    return RollingPlan.objects.visible_to(actor).naming(*names).order_by("-month", "-pk")


def lines(plan: RollingPlan) -> QuerySet[RollingPlanLine]:
    """The lines of a plan the reader has already been shown."""
    rows = RollingPlanLine.objects.filter(plan=plan).naming("product", "plan", "plan__agreement")
    return rows.order_by("month", "product__code", "pk")


def window(plan: RollingPlan) -> Window:
    """When this plan should become ready."""
    return deadlines.of_plan(plan.month)


def standing(plan: RollingPlan, today: date) -> Standing:
    """How this plan stands today."""
    return deadlines.standing(window(plan), plan.ready_on, today)


def lineage(agreement: Agreement) -> list[int]:
    """The agreement and the one it renews: the plans of the old year reach into the new one."""
    return [key for key in (agreement.pk, agreement.renews_id) if key is not None]


@dataclass(frozen=True)
class Cell:
    """A suggested line: month, product, quantity, amount, and where it comes from (`plan` or `year`)."""

    month: date
    product: int
    quantity: Decimal
    amount: Decimal
    source: str


def suggested(agreement: Agreement, month: date) -> list[Cell]:
    """What to begin with: the last plan's months that are planned again, last year's same months for the rest."""
    wanted = deadlines.months(month)
    last = (
        RollingPlan.objects.filter(agreement__in=lineage(agreement), month__lt=month, month__gte=shifted(month, -2))
        .order_by("-month")
        .first()
    )
    found: dict[date, list[Cell]] = defaultdict(list)
    if last is not None:
        rows = RollingPlanLine.objects.filter(plan=last, month__in=wanted).order_by("month", "product__code")
        for of_month, product, quantity, amount in rows.values_list("month", "product_id", "quantity", "amount"):
            found[of_month].append(Cell(of_month, product, quantity, amount, "plan"))
    rest = [one for one in wanted if one not in found]
    for one in rest:
        found[one] = _last_year(agreement, one)
    return [cell for one in wanted for cell in found[one]]


def _last_year(agreement: Agreement, month: date) -> list[Cell]:
    before = shifted(month, -12)
    period = Period(before, month_end(before))
    sums: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in accounts.taken(SYSTEM, agreements.group(agreement), period, agreement.currency):
        sums[row.product][0] += row.quantity
        sums[row.product][1] += row.net
    return [
        Cell(month, product, quantity.quantize(Decimal("0.001"), ROUND_HALF_UP), net, "year")
        for product, (quantity, net) in sorted(sums.items())
        if quantity > 0 and net >= 0
    ]


def planned(agreement: Agreement, first: date, last: date) -> dict[date, Decimal]:
    """The amount planned for each month: by the latest plan made before it that was ready.

    The plan made in the month just before is the latest that can be; it overrides those made earlier.
    """
    rows = RollingPlanLine.objects.filter(
        plan__agreement__in=lineage(agreement), plan__state__in=READY, month__range=(month_start(first), last)
    )
    sums = rows.order_by("plan__month").values_list("plan__month", "month").annotate(total=Sum("amount"))
    return {month: total.quantize(Decimal("0.01")) for _made, month, total in sums}


def planned_by_category(agreement: Agreement, month: date) -> dict[tuple[int, str, str], Decimal]:
    """The latest ready plan of one month by product category."""
    rows = RollingPlanLine.objects.filter(plan__agreement__in=lineage(agreement), plan__state__in=READY, month=month)
    made = rows.order_by("-plan__month").values_list("plan_id", flat=True).first()
    columns = ("product__category_id", "product__category__name", "product__category__name_en")
    found = rows.filter(plan_id=made).order_by().values_list(*columns).annotate(total=Sum("amount"))
    return {row[:3]: row[3].quantize(Decimal("0.01")) for row in found}


def right(agreement: Agreement, today: date) -> accuracy.Accuracy:
    """Actual ÷ plan of the last months that are over."""
    until = month_start(today)
    first = shifted(until, -BACK)
    period = Period(first, month_end(shifted(until, -1)))
    actual = accounts.by_month(SYSTEM, agreements.group(agreement), period, agreement.currency)
    return accuracy.of(planned(agreement, first, period.end), actual, until)


@dataclass(frozen=True)
class Due:
    """An account and the plan it needs this month: made or not, with its standing."""

    agreement: Agreement
    month: date
    window: Window
    plan: RollingPlan | None
    standing: Standing


def due(actor: Actor, today: date) -> list[Due]:
    """For every account looked after the plan of this month, the latest first; late ones of the month before too."""
    found = []
    rows = list(agreements.looked_after(actor, today))
    months = (month_start(today), shifted(month_start(today), -1))
    plans = RollingPlan.objects.filter(agreement__in=[r.pk for r in rows], month__in=months)
    known = {(p.agreement_id, p.month): p for p in plans}
    for row in rows:
        for month in months:
            plan = known.get((row.pk, month))
            seen = deadlines.of_plan(month)
            how = deadlines.standing(seen, plan.ready_on if plan else None, today)
            is_old = month != months[0]
            if is_old and (plan is None or plan.ready_on is not None):
                continue
            if plan is None and row.valid_from > seen.due:  # nobody could have planned before there was an agreement
                continue
            found.append(Due(row, month, seen, plan, how))
    order = {"late": 0, "open": 1, "ahead": 2, "ready_late": 3, "ready": 4}
    return sorted(found, key=lambda d: (order[d.standing.state], -d.standing.days, d.agreement.pk))
