"""Methods 1 to 3: targets from growth, from the share of the market, and from its expansion."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yanzhen.planning.calc.targets.outcome import ONE, Outcome, Working, missing, quantity, rate

Known = Decimal | None
Figures = dict[str, Any]


@dataclass(frozen=True)
class Growth:
    """Growth rate: target = S₀ · g*.

    `sales` are the amounts of equal periods, the latest first (S₀, S₋₁, S₋₂ …), None where the books have none. Without
    rates of one's own, realistic is the average growth (S₀ ÷ S₋ₙ)^(1/n) and ideal the best single period's, at least
    the average. A period without sales, or with more returns than sales, gives no rate: it ends the history.
    """

    currency: str
    sales: tuple[Known, ...]
    realistic: Known = None
    ideal: Known = None

    def work_out(self) -> Outcome:
        work, now = Working(self.currency), self.sales[0] if self.sales else None
        if now is None:
            return work.none("missing", "sales_0")
        if now <= 0:
            return work.none("no_sales", "sales_0")
        yearly, average = self._rates(work, now)
        realistic = self.realistic if self.realistic is not None else average
        if realistic is None:
            return work.none("no_history", "sales_1", "growth_realistic")
        ideal = self.ideal if self.ideal is not None else max([*yearly, realistic])
        if min(realistic, ideal) <= 0:
            return work.none("rate_not_positive", "growth_realistic", "growth_ideal")
        return work.done(
            work.money("growth.realistic", now * realistic, s=quantity(now), g=rate(realistic)),
            work.money("growth.ideal", now * ideal, s=quantity(now), g=rate(ideal)),
        )

    def _rates(self, work: Working, now: Decimal) -> tuple[list[Decimal], Known]:
        """The growth of each period and their average, as far back as there were sales."""
        yearly: list[Decimal] = []
        later, first = now, now
        for n, earlier in enumerate(self.sales[1:], start=1):
            if earlier is None:
                break
            if earlier <= 0:
                work.warn("history_not_positive", f"sales_{n}")
                break
            step = Fraction(later) / Fraction(earlier)
            yearly.append(work.ratio("growth.rate", step, str(n), now=quantity(later), before=quantity(earlier)))
            later = first = earlier
        if not yearly:
            return [], None
        if len(yearly) == 1:
            return yearly, yearly[0]
        root = (now / first) ** (ONE / len(yearly))
        average = work.ratio("growth.average", root, str(len(yearly)), now=quantity(now), before=quantity(first))
        return yearly, average


@dataclass(frozen=True)
class Share:
    """Market share: m = own ÷ industry sales of the same period, market and unit; target = industry forecast · m*.

    Without shares of one's own, realistic keeps the share of today and ideal lets it grow as it did last, if it grew.
    """

    currency: str
    industry_forecast: Known
    sales_0: Known = None
    industry_0: Known = None
    sales_1: Known = None
    industry_1: Known = None
    realistic: Known = None
    ideal: Known = None

    def work_out(self) -> Outcome:
        work = Working(self.currency)
        if self.industry_forecast is None:
            return work.none("missing", "industry_forecast")
        now = _share(work, "share.now", self.sales_0, self.industry_0)
        before = _share(work, "share.before", self.sales_1, self.industry_1)
        realistic = self.realistic if self.realistic is not None else now
        if realistic is None:
            return work.none("missing", *missing(sales_0=self.sales_0, industry_0=self.industry_0), "share_realistic")
        ideal = self.ideal if self.ideal is not None else _grown(realistic, now, before)
        if min(realistic, ideal) <= 0 or max(realistic, ideal) > 1:
            return work.none("share_out_of_range", "share_realistic", "share_ideal")
        whole = self.industry_forecast
        return work.done(
            work.money("share.realistic", whole * realistic, industry=quantity(whole), m=rate(realistic)),
            work.money("share.ideal", whole * ideal, industry=quantity(whole), m=rate(ideal)),
        )


def _grown(share: Decimal, now: Known, before: Known) -> Decimal:
    """The share after one more step like the last, if that went up; never above the whole market."""
    if now is None or not before or now <= before:
        return share
    return min(ONE, (share * now / before).quantize(Decimal("0.0001")))


def _share(work: Working, code: str, own: Known, industry: Known) -> Known:
    if own is None or industry is None or industry <= 0 or own <= 0:
        return None
    return work.ratio(code, Fraction(own) / Fraction(industry), own=quantity(own), industry=quantity(industry))


@dataclass(frozen=True)
class Expansion:
    """Market expansion: e = m₀ ÷ m₋₁; real growth r = own g ÷ industry g; target = S₀ · industry g* · e*.

    On one data set e = r; shares of another source (`share_now`, `share_before`) may differ, which is a data fault and
    is shown. Without rates of one's own the industry grows as its forecast, or as it did last; realistic keeps the
    share (e* = 100 %), ideal expands as last, if it did.
    """

    currency: str
    sales_0: Known
    sales_1: Known
    industry_0: Known
    industry_1: Known
    industry_forecast: Known = None
    share_now: Known = None
    share_before: Known = None
    industry_growth: Known = None
    realistic: Known = None
    ideal: Known = None

    def work_out(self) -> Outcome:
        work = Working(self.currency)
        if self.sales_0 is None:
            return work.none("missing", "sales_0")
        if self.sales_0 <= 0:
            return work.none("no_sales", "sales_0")
        expansion = self._expansion(work)
        growth = self._industry_growth(work)
        if growth is None:
            lacking = missing(industry_0=self.industry_0, industry_1=self.industry_1)
            return work.none("missing", *lacking, "industry_growth")
        realistic = ONE if self.realistic is None else self.realistic
        ideal = self.ideal if self.ideal is not None else max(realistic, expansion or ONE)
        if min(growth, realistic, ideal) <= 0:
            return work.none("rate_not_positive", "industry_growth", "expansion_realistic", "expansion_ideal")
        base = self.sales_0
        of: Figures = {"s": quantity(self.sales_0), "g": rate(growth)}
        return work.done(
            work.money("expansion.realistic", base * growth * realistic, **of, e=rate(realistic)),
            work.money("expansion.ideal", base * growth * ideal, **of, e=rate(ideal)),
        )

    def _industry_growth(self, work: Working) -> Known:
        """g*: one's own figure, else the forecast over this period's industry sales, else the last growth."""
        if self.industry_growth is not None:
            return self.industry_growth
        if self.industry_forecast and self.industry_0 and self.industry_0 > 0:
            step = Fraction(self.industry_forecast) / Fraction(self.industry_0)
            of: Figures = {"now": quantity(self.industry_forecast), "before": quantity(self.industry_0)}
            return work.ratio("expansion.industry_to_come", step, **of)
        if self.industry_0 and self.industry_1 and self.industry_1 > 0:
            return (self.industry_0 / self.industry_1).quantize(Decimal("0.0001"))
        return None

    def _expansion(self, work: Working) -> Known:
        """e and r, and whether they agree."""
        own_before, industry_now, industry_before = self.sales_1, self.industry_0, self.industry_1
        if self.sales_0 is None or own_before is None or industry_now is None or industry_before is None:
            return None
        if min(own_before, industry_now, industry_before) <= 0:
            work.warn("history_not_positive", "sales_1", "industry_0", "industry_1")
            return None
        own, industry = (
            Fraction(self.sales_0) / Fraction(own_before),
            Fraction(industry_now) / Fraction(industry_before),
        )
        g_own = work.ratio("growth.rate", own, "1", now=quantity(self.sales_0), before=quantity(own_before))
        g = work.ratio("expansion.industry", industry, now=quantity(industry_now), before=quantity(industry_before))
        m_now = self.share_now or _share(work, "share.now", self.sales_0, industry_now)
        m_before = self.share_before or _share(work, "share.before", own_before, industry_before)
        assert m_now is not None
        assert m_before is not None
        exact = _exact(self.share_now, self.sales_0, industry_now) / _exact(
            self.share_before, own_before, industry_before
        )
        e = work.ratio("expansion.rate", exact, now=rate(m_now), before=rate(m_before))
        r = work.ratio("expansion.real_growth", own / industry, own=rate(g_own), industry=rate(g))
        if e != r:
            work.warn("shares_disagree", "share_now", "share_before")
        return e


def _exact(given: Known, own: Decimal, industry: Decimal) -> Fraction:
    return Fraction(given) if given else Fraction(own) / Fraction(industry)
