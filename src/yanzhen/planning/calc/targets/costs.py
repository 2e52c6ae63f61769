"""Methods 4 and 5: targets from what has to be earned."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yanzhen.lib.money import quantum
from yanzhen.planning.calc.targets.outcome import ONE, Outcome, Working, missing, quantity, rate

Known = Decimal | None


@dataclass(frozen=True)
class BreakEven:
    """Break-even: v = V ÷ X; break-even at F ÷ (1 − v), with profit P at (F + P) ÷ (1 − v).

    `sales` X and `variable` V are of the same past period, `fixed` F and the profits of the coming one. With v of 100 %
    or more each sale loses money or earns nothing: no amount of sales breaks even, and none is answered.
    """

    currency: str
    sales: Known
    variable: Known
    fixed: Known
    profit_realistic: Decimal = Decimal(0)
    profit_ideal: Known = None

    def work_out(self) -> Outcome:
        work = Working(self.currency)
        lacking = missing(sales=self.sales, variable=self.variable, fixed=self.fixed)
        if self.sales is None or self.variable is None or self.fixed is None:
            return work.none("missing", *lacking)
        if self.sales <= 0:
            return work.none("no_sales", "sales")
        if self.variable < 0 or self.fixed < 0:
            return work.none("negative_cost", "variable", "fixed")
        share = Fraction(self.variable) / Fraction(self.sales)
        v = work.ratio("break_even.rate", share, v=quantity(self.variable), x=quantity(self.sales))
        if share >= 1 or v >= 1:
            return work.none("no_break_even", "variable")
        work.money("break_even.point", self.fixed / (ONE - v), f=quantity(self.fixed), v=rate(v))
        return self._with_profit(work, v)

    def _with_profit(self, work: Working, v: Decimal) -> Outcome:
        assert self.fixed is not None
        wanted = self.profit_realistic if self.profit_ideal is None else self.profit_ideal
        found = [
            work.money(
                f"break_even.{kind}", (self.fixed + profit) / (ONE - v),
                f=quantity(self.fixed), p=quantity(profit), v=rate(v),
            )
            for kind, profit in (("realistic", self.profit_realistic), ("ideal", wanted))
        ]  # fmt: skip
        return work.done(*found)


@dataclass(frozen=True)
class Earner:
    """A product or department: its margin contribution of a past period, and its margin rate (ratio form)."""

    key: str
    margin: Known
    margin_rate: Known


@dataclass(frozen=True)
class Expense:
    """Expense budget: gross margin needed = expenses + profit, spread by margin contribution; target of each = its
    margin ÷ its margin rate; the sum is the target.

    Earners without a positive contribution and rate get no part of the spread, which is said. The parts of the margin
    add up to the whole to the smallest step of the currency (largest remainders).
    """

    currency: str
    expenses: Known
    earners: tuple[Earner, ...]
    profit_realistic: Decimal = Decimal(0)
    profit_ideal: Known = None

    def work_out(self) -> Outcome:
        work = Working(self.currency)
        if self.expenses is None:
            return work.none("missing", "expenses")
        if self.expenses < 0:
            return work.none("negative_cost", "expenses")
        able = [e for e in self.earners if e.margin is not None and e.margin > 0 and (e.margin_rate or 0) > 0]
        if not able:
            return work.none("no_margin", "margin", "margin_rate")
        for left in (e for e in self.earners if e not in able):
            work.warn("earns_nothing", left.key)
        ideal = self.profit_realistic if self.profit_ideal is None else self.profit_ideal
        if self.expenses + min(self.profit_realistic, ideal) <= 0:
            return work.none("not_positive")
        return work.done(
            self._spread(work, "realistic", self.profit_realistic, able), self._spread(work, "ideal", ideal, able)
        )

    def _spread(self, work: Working, kind: str, profit: Decimal, able: Sequence[Earner]) -> Decimal:
        assert self.expenses is not None
        need = work.money(f"expense.need_{kind}", self.expenses + profit, e=quantity(self.expenses), p=quantity(profit))
        total = Decimal(0)
        for earner, part in zip(able, _shared(need, able, self.currency), strict=True):
            of = {"margin": quantity(part), "rate": rate(earner.margin_rate or ONE)}
            total += work.money(f"expense.part_{kind}", part / (earner.margin_rate or ONE), earner.key, **of)
        return work.money(f"expense.{kind}", total)


def _shared(need: Decimal, able: Sequence[Earner], currency: str) -> list[Decimal]:
    """`need` by contribution in whole steps of the currency: largest remainders first, then in the order given."""
    step = quantum(currency)
    whole = sum((e.margin or Decimal(0)) for e in able)
    units = int(need / step)
    exact = [Fraction(units) * Fraction(e.margin or 0) / Fraction(whole) for e in able]
    given = [int(part) for part in exact]
    by_rest = sorted(range(len(able)), key=lambda n: (given[n] - exact[n], n))
    for n in by_rest[: units - sum(given)]:
        given[n] += 1
    return [part * step for part in given]
