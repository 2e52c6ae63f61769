"""Methods 6 and 7: targets from those who buy, and from those who sell."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yanzhen.planning.calc.targets.outcome import ONE, Outcome, Working, count, missing, quantity, rate

Known = Decimal | None


@dataclass(frozen=True)
class PurchasingPower:
    """Purchasing power: what the households of the catchment spend, over the shops there, times what ours sell.

    Demand = households · spending of a household on such goods (or its income · the share it spends on them).
    Average selling power of a shop = demand ÷ shops, unless it is known. Sales expected of each of our shops = average
    · own strength (100 % is an average shop); target = our shops · that · our price as a share of the shop's price.
    Without households, people ÷ persons a household.
    """

    currency: str
    shops: Known
    own_shops: Known
    households: Known = None
    people: Known = None
    household_size: Known = None
    spending: Known = None
    income: Known = None
    spending_rate: Known = None
    shop_power: Known = None
    price_share: Decimal = ONE
    realistic: Decimal = ONE
    ideal: Known = None

    def work_out(self) -> Outcome:
        work = Working(self.currency)
        if self.own_shops is None:
            return work.none("missing", "own_shops")
        power = self.shop_power if self.shop_power is not None else self._average(work)
        if isinstance(power, Outcome):
            return power
        ideal = max(ONE, self.realistic) if self.ideal is None else self.ideal
        if min(self.own_shops, power, self.price_share, self.realistic, ideal) <= 0:
            return work.none("not_positive")
        return work.done(
            self._ours(work, "realistic", power, self.own_shops, self.realistic),
            self._ours(work, "ideal", power, self.own_shops, ideal),
        )

    def _average(self, work: Working) -> Decimal | Outcome:
        """The average selling power of a shop, or why it cannot be told."""
        households, spent = self._households(work), self._spending(work)
        if households is None or spent is None or self.shops is None:
            lacking = missing(households=households, spending=spent, shops=self.shops)
            return work.none("missing", *lacking)
        if min(households, spent, self.shops) <= 0:
            return work.none("not_positive", "households", "spending", "shops")
        demand = work.money("power.demand", households * spent, h=count(households), spent=quantity(spent))
        return work.money("power.average", demand / self.shops, demand=quantity(demand), shops=count(self.shops))

    def _households(self, work: Working) -> Known:
        if self.households is not None or self.people is None or not self.household_size:
            return self.households
        found = (self.people / self.household_size).to_integral_value()
        return work.note("power.households", count(found), people=count(self.people), size=count(self.household_size))

    def _spending(self, work: Working) -> Known:
        if self.spending is not None or self.income is None or self.spending_rate is None:
            return self.spending
        of: dict[str, Any] = {"income": quantity(self.income), "rate": rate(self.spending_rate)}
        return work.money("power.spending", self.income * self.spending_rate, **of)

    def _ours(self, work: Working, kind: str, power: Decimal, shops: Decimal, strength: Decimal) -> Decimal:
        each = work.money(f"power.shop_{kind}", power * strength, average=quantity(power), strength=rate(strength))
        of: dict[str, Any] = {"shops": count(shops), "each": quantity(each), "price": rate(self.price_share)}
        return work.money(f"power.{kind}", shops * each * self.price_share, **of)


@dataclass(frozen=True)
class Declared:
    """What a person declared, and the figure it was corrected to, if it was."""

    key: str
    raw: Decimal
    corrected: Known = None


@dataclass(frozen=True)
class Declarations:
    """Declarations: realistic is the sum of the corrected figures (the declared one where none was corrected), ideal
    that of the higher of both; `uncovered` is expected from customers of people who left. With market figures, the
    share of the market that the realistic sum means is set beside the share of today.
    """

    currency: str
    people: tuple[Declared, ...]
    uncovered: Known = None
    sales_0: Known = None
    industry_0: Known = None
    industry_forecast: Known = None

    def work_out(self) -> Outcome:
        work, rest = Working(self.currency), self.uncovered or Decimal(0)
        if not self.people:
            return work.none("nobody_declared", "raw")
        if min(p.raw for p in self.people) < 0 or rest < 0:
            return work.none("negative_declaration", "raw")
        raw = sum((p.raw for p in self.people), Decimal(0))
        corrected = sum((p.raw if p.corrected is None else p.corrected for p in self.people), Decimal(0))
        best = sum((max(p.raw, p.raw if p.corrected is None else p.corrected) for p in self.people), Decimal(0))
        number = count(Decimal(len(self.people)))
        work.money("declared.raw", raw, number=number)
        realistic = work.money("declared.realistic", corrected + rest, parts=quantity(corrected), rest=quantity(rest))
        ideal = work.money("declared.ideal", best + rest, parts=quantity(best), rest=quantity(rest))
        self._against_market(work, realistic)
        return work.done(realistic, ideal)

    def _against_market(self, work: Working, realistic: Decimal) -> None:
        if not self.industry_forecast or self.industry_forecast <= 0:
            work.warn("no_market")
            return
        of: dict[str, Any] = {"own": quantity(realistic), "industry": quantity(self.industry_forecast)}
        share = work.ratio("declared.share", realistic / self.industry_forecast, **of)
        if share > 1:
            work.warn("above_market", "industry_forecast")
        if self.sales_0 and self.industry_0 and self.sales_0 > 0 and self.industry_0 > 0:
            of = {"own": quantity(self.sales_0), "industry": quantity(self.industry_0)}
            work.ratio("share.now", self.sales_0 / self.industry_0, **of)
