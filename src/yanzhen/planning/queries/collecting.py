"""The collection plan of a plan: past months from invoices and receipts, coming ones from the cube."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import rounded
from yanzhen.lib.periods import month_end, month_start, shifted
from yanzhen.planning.calc import collection
from yanzhen.planning.calc.collection import Flow, Line
from yanzhen.planning.enums import Dim, Metric
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import plans
from yanzhen.planning.queries.pace import hundredths
from yanzhen.planning.queries.sheet import DAYS, MONEY, PERCENT, TEXT, Sheet
from yanzhen.platform.actor import Actor
from yanzhen.receivables.queries import invoices, receipts

NEEDED = ("receivables.view_invoice", "receivables.view_receipt")


def lines(actor: Actor, plan: Plan, today: date) -> tuple[list[Line], bool, Fraction | None]:
    """The months of a plan; whether receipts are planned; and otherwise the collection rate they are derived with.

    A month before this one is what the books say, whatever was planned.
    """
    if not all(actor.can(code) for code in NEEDED):
        raise RuleBroken(_("The collection plan needs to see invoices and receipts."), field="view", code="function")
    start, end = plan.starts_on, plans.period(plan).end
    this = month_start(today)
    planned = {key[0]: hundredths(v) for key, v in plans.sums(actor, plan, (Dim.MONTH,)).items()}
    to_come = {key[0]: hundredths(v) for key, v in plans.sums(actor, plan, (Dim.MONTH,), Metric.COLLECTION).items()}
    billed = {m: hundredths(v) for m, v in invoices.invoiced(actor, start, end, plan.currency).items()}
    found = receipts.collected(actor, ("month",), start, end, plan.currency)
    got = {key[0]: hundredths(v) for key, v in found.items()}
    rate = None if to_come else _usual_rate(actor, plan, this)
    owed = opening = hundredths(invoices.balance_before(actor, start, plan.currency))
    flows: list[Flow] = []
    for month in plans.months(plan):
        is_past = month < this
        sales = billed.get(month, 0) if is_past else planned.get(month, 0)
        expected = to_come.get(month, 0) if to_come else _part(owed + sales, rate)
        flow = Flow(month, sales, got.get(month, 0) if is_past else expected, month_end(month).day)
        flows.append(flow)
        owed += flow.sales - flow.receipts
    return collection.rolled(opening, flows), bool(to_come), rate


def _part(amount: int, rate: Fraction | None) -> int:
    if rate is None or amount <= 0:
        return 0
    exact = amount * rate
    return int(rounded(Decimal(exact.numerator) / Decimal(exact.denominator), "JPY"))


def _usual_rate(actor: Actor, plan: Plan, this: date) -> Fraction | None:
    """The collection rate of the last twelve closed months together: receipts ÷ (owed at each opening + invoiced)."""
    first = shifted(this, -12)
    end = month_end(shifted(this, -1))
    billed = {m: hundredths(v) for m, v in invoices.invoiced(actor, first, end, plan.currency).items()}
    got = {k[0]: hundredths(v) for k, v in receipts.collected(actor, ("month",), first, end, plan.currency).items()}
    months = [shifted(first, n) for n in range(12)]
    flows = [Flow(m, billed.get(m, 0), got.get(m, 0), month_end(m).day) for m in months]
    rolled = collection.rolled(hundredths(invoices.balance_before(actor, first, plan.currency)), flows)
    due = sum(max(0, line.opening + line.sales) for line in rolled)
    return Fraction(sum(line.receipts for line in rolled), due) if due > 0 else None


def sheet(actor: Actor, plan: Plan, today: date) -> Sheet:
    """Opening receivables, sales, receipts, closing, days outstanding and collection rate by month."""
    found, is_planned, rate = lines(actor, plan, today)
    rows = [
        [f"{line.month:%Y-%m}", _kind(line.month, today), line.opening, line.sales, line.receipts, line.closing,
         line.outstanding_days, line.rate]
        for line in found
    ]  # fmt: skip
    total = [_("Total"), "", found[0].opening, sum(x.sales for x in found), sum(x.receipts for x in found),
             found[-1].closing, None, None]  # fmt: skip
    heads = [
        _("month"), _("source"), _("opening receivables"), _("sales"), _("receipts"), _("closing receivables"),
        _("days outstanding"), _("collection rate"),
    ]  # fmt: skip
    kinds = (TEXT, TEXT, MONEY, MONEY, MONEY, MONEY, DAYS, PERCENT)
    return Sheet("collection", heads, kinds, rows, total, _note(is_planned, rate))


def _kind(month: date, today: date) -> str:
    return _("books") if month < month_start(today) else _("plan")


def _note(is_planned: bool, rate: Fraction | None) -> str:
    if is_planned:
        return _("Receipts of the coming months are those of the plan.")
    if rate is None:
        return _("Receipts are not planned, and there is no history to derive them from.")
    told = _("Receipts are not planned: the coming months take {rate} of what is owed, as the last twelve months did.")
    return told.format(rate=f"{float(rate) * 100:.1f} %")
