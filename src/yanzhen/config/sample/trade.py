"""Orders, returns and their lines, month by month, from the habits of the customers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from yanzhen.config.sample import customers as habits
from yanzhen.config.sample import season, tables, words
from yanzhen.config.sample.customers import Customers
from yanzhen.config.sample.places import CITY_PLACE
from yanzhen.config.sample.products import Products
from yanzhen.config.sample.staff import Staff
from yanzhen.config.sample.tables import Plan
from yanzhen.lib import periods
from yanzhen.platform.bulk import decimals

LINES_AT_SCALE_ONE = 33_400
STATES = ("draft", "confirmed", "closed", "cancelled")
DRAFT, CONFIRMED, CLOSED, CANCELLED = range(4)
DISCOUNTS = np.array([0, 0, 0, 0, 0, 0, 0, 2, 3, 5])
"""Per cent taken off a line on top of the price agreed."""
FADING_DAYS = 160
HEADS = ("customer", "day", "owner", "sale", "state", "delivered")
LINES = ("product", "quantity", "price", "net", "cost")
"""Fields of `Orders` with one value an order, and one a line."""


@dataclass
class Orders:
    """Orders as arrays, with their lines; amounts in cents, lines in the order of `order` (a place in these arrays)."""

    customer: np.ndarray
    day: np.ndarray
    owner: np.ndarray
    sale: np.ndarray
    state: np.ndarray
    delivered: np.ndarray
    order: np.ndarray
    product: np.ndarray
    quantity: np.ndarray
    price: np.ndarray
    net: np.ndarray
    cost: np.ndarray

    def take(self, chosen: np.ndarray) -> "Orders":
        """Some of the orders, in the given order, with their lines."""
        place = np.full(len(self.day), -1)
        place[chosen] = np.arange(len(chosen))
        lines = np.flatnonzero(place[self.order] >= 0)
        lines = lines[np.argsort(place[self.order[lines]], kind="stable")]
        values: dict[str, Any] = {name: getattr(self, name)[chosen] for name in HEADS}
        values |= {name: getattr(self, name)[lines] for name in LINES}
        return Orders(order=place[self.order[lines]], **values)

    @staticmethod
    def together(parts: list["Orders"]) -> "Orders":
        """Several lots as one."""
        sizes = np.cumsum([0, *(len(p.day) for p in parts)])
        values: dict[str, Any] = {n: np.concatenate([getattr(p, n) for p in parts]) for n in (*HEADS, *LINES)}
        order = np.concatenate([p.order + s for p, s in zip(parts, sizes, strict=False)])
        return Orders(order=order, **values)

    def serials(self) -> np.ndarray:
        """Their numbers in the series of sales and of returns."""
        return np.where(self.sale, np.cumsum(self.sale), np.cumsum(~self.sale))

    def totals(self, amounts: np.ndarray) -> np.ndarray:
        """Sums per order, exact in whole cents."""
        total = np.zeros(len(self.day), np.int64)
        np.add.at(total, self.order, amounts)
        return total


class Trade:
    """Draws the trade of one month after the other; returns of earlier months come in when their day has come."""

    def __init__(self, plan: Plan, customers: Customers, products: Products, staff: Staff) -> None:
        self.plan, self.customers, self.products, self.staff = plan, customers, products, staff
        self.days = season.day_weights(plan)
        self.lines = LINES_AT_SCALE_ONE * plan.scale
        self.skill = plan.rng("skill").lognormal(0, 0.26, len(staff.employees) + 1)
        for name, least in (("rep.east", 1.5), ("rep.south", 1.2), ("ka", 1.2)):
            self.skill[staff.signs_in[name]] = max(least, self.skill[staff.signs_in[name]])
        self.skill[staff.fading] = max(1.6, self.skill[staff.fading])
        self.waiting: list[Orders] = []
        self.fading = (customers.owner == staff.fading) & (plan.rng("fading").random(len(customers)) < 0.88)

    def months(self) -> Iterator[tuple[int, Orders]]:
        for number in range(len(self.plan.months)):
            sales = self._sales(number)
            self.waiting.append(self._returns(sales, number))
            yield number, self._due(number, sales)

    def _due(self, number: int, sales: Orders) -> Orders:
        """This month's sales with the returns whose day falls into it, by day."""
        end = tables.day_number(periods.month_end(self.plan.months[number]))
        end = min(end, self.plan.today_day)
        pending = Orders.together(self.waiting)
        self.waiting = [pending.take(np.flatnonzero(pending.day > end))]
        both = Orders.together([sales, pending.take(np.flatnonzero(pending.day <= end))])
        return both.take(np.argsort(both.day, kind="stable"))

    def _expected(self, number: int) -> np.ndarray:
        """Orders each customer is expected to place this month."""
        c, month = self.customers, self.plan.months[number]
        start = tables.day_number(month)
        years = number / 12
        trend = np.array(season.TREND)
        expected = c.rate * season.BY_TYPE[c.kind, month.month - 1] * (trend**years)[c.region] * self.skill[c.owner]
        expected[(c.since >= start) | ((c.lost != 0) & (c.lost < start + 15))] = 0
        if start + 15 > self.plan.today_day - FADING_DAYS:
            expected[self.fading] *= 0.06
        # Orders held back until the quarter ends.
        expected[c.owner == self.staff.buncher] *= (0.62, 0.68, 1.7)[(month.month - 1) % 3]
        return np.asarray(expected)

    def _sales(self, number: int) -> Orders:
        plan, c = self.plan, self.customers
        rng = plan.rng("orders", number)
        start = tables.day_number(plan.months[number])
        end = min(tables.day_number(periods.month_end(plan.months[number])), plan.today_day)
        weight = self.days[start - plan.first_day : end - plan.first_day + 1]
        expected = self._expected(number)
        wanted = self.lines * weight.sum() / self.days.sum()
        # Lines that fall out as doubles are made up for.
        expected *= 1.045 * wanted / max(1e-9, float((expected * habits.LINES[c.kind]).sum()))
        customer = np.repeat(np.arange(len(c)), rng.poisson(expected))
        day = start + np.searchsorted(np.cumsum(weight) / weight.sum(), rng.random(len(customer)), side="right")
        day = np.minimum(day, end)
        day = self._bunched(rng, customer, day, number, end)
        by_day = np.argsort(day, kind="stable")
        customer, day = customer[by_day], day[by_day]
        before = (c.handover[customer] != 0) & (day < c.handover[customer])
        owner = np.where(before, c.former_owner[customer], c.owner[customer])
        lead = rng.integers(5, 24, len(day)) + 14 * (c.kind[customer] == habits.HOTEL)
        state = self._states(rng, day, day + lead)
        return self._with_lines(rng, customer, day, owner, state, day + lead)

    def _bunched(
        self, rng: np.random.Generator, customer: np.ndarray, day: np.ndarray, number: int, end: int
    ) -> np.ndarray:
        month = self.plan.months[number]
        if month.month % 3:
            return day
        last = tables.day_number(periods.month_end(month))
        late = last - rng.integers(0, 5, len(day))
        moved = (self.customers.owner[customer] == self.staff.buncher) & (rng.random(len(day)) < 0.72) & (late <= end)
        return np.where(moved, late, day)

    def _states(self, rng: np.random.Generator, day: np.ndarray, delivered: np.ndarray) -> np.ndarray:
        today = self.plan.today_day
        state = np.where(delivered <= today, CLOSED, CONFIRMED)
        draw = rng.random(len(day))
        state = np.where((draw < 0.016) & (day < today - 3), CANCELLED, state)
        return np.where((day >= today - 3) & (draw < np.where(day == today, 0.4, 0.15)), DRAFT, state)

    def _with_lines(self, rng: np.random.Generator, *heads: np.ndarray) -> Orders:
        customer, day, owner, state, delivered = heads
        c, p = self.customers, self.products
        kind = c.kind[customer]
        line_count = 1 + rng.poisson(habits.LINES[kind] - 1)
        order = np.repeat(np.arange(len(day)), line_count)
        mix = np.cumsum(habits.MIX[kind], axis=1)
        line_of_order = (rng.random(len(day))[:, None] > mix[:, :2]).sum(axis=1)
        stray = rng.random(len(order)) < 0.06
        product_line = np.where(stray, rng.integers(0, 2, len(order)), line_of_order[order])
        product = self._products(rng, product_line, int(day[0]) if len(day) else 0)
        _pairs, kept = np.unique(order * (len(p.line) + 1) + product, return_index=True)
        kept = np.sort(kept)
        order, product = order[kept], product[kept]
        quantity = self._quantities(rng, customer[order], product)
        price, cost = self._prices(rng, customer[order], day[order], product, quantity)
        off = DISCOUNTS[rng.integers(len(DISCOUNTS), size=len(order))]
        net = (quantity * price * (100 - off) + 50) // 100
        sale = np.ones(len(day), bool)
        return Orders(
            customer, day, owner, sale, state, delivered, order, product, quantity, price, net, quantity * cost
        )

    def _products(self, rng: np.random.Generator, line: np.ndarray, day: int) -> np.ndarray:
        """A product of each line wanted; new ones need half a year to be known."""
        p = self.products
        years = (day - self.plan.first_day) / 365.25
        known = np.clip((day + 20 - p.launched) / 150, 0, 1) * (day < p.retired)
        product = np.zeros(len(line), np.int64)
        draw = rng.random(len(line))
        for k in range(3):
            share = np.where(p.line == k, p.share * p.trend**years * known, 0)
            share = np.cumsum(share) / share.sum()
            here = line == k
            product[here] = np.searchsorted(share, draw[here], side="right").clip(max=len(share) - 1)
        return product

    def _quantities(self, rng: np.random.Generator, customer: np.ndarray, product: np.ndarray) -> np.ndarray:
        """Big customers and cheap things come in larger numbers."""
        c = self.customers
        size = habits.PIECES[c.kind[customer]] * c.weight[customer] ** 0.42
        cheap = (2_400_00 / self.products.price[product]) ** 0.55
        pieces = size * cheap * rng.lognormal(-0.18, 0.6, len(customer))
        pieces = np.maximum(1, np.round(pieces)).astype(np.int64)
        # Beyond forty pieces people order in tens.
        return np.where(pieces > 40, pieces // 10 * 10, pieces)

    def _prices(
        self, rng: np.random.Generator, customer: np.ndarray, day: np.ndarray, product: np.ndarray, pieces: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Price agreed, in whole yuan, and cost a piece, both in cents."""
        c, p = self.customers, self.products
        years = (self.plan.today_day - day) / 365.25
        rebate = 1 - 0.022 * np.log10(np.maximum(1, pieces)) - 0.012 * np.log(c.weight[customer])
        paid = habits.PRICE[c.kind[customer]] * rebate * rng.normal(1, 0.025, len(customer))
        price = np.round(p.price[product] * paid * season.PRICE_GROWTH**-years / 100) * 100
        cost = np.round(p.cost[product] * 1.014**-years * rng.normal(1, 0.012, len(customer)) / 10) * 10
        return np.maximum(price, 100).astype(np.int64), np.maximum(cost, 10).astype(np.int64)

    def _returns(self, sales: Orders, number: int) -> Orders:
        """Some delivered orders come back in part: one line, some of its pieces, a few weeks later."""
        rng = self.plan.rng("returns", number)
        delivered = (sales.state == CLOSED) & (rng.random(len(sales.day)) < 0.08)
        first = np.searchsorted(sales.order, np.arange(len(sales.day)))
        chosen = np.flatnonzero(delivered)
        day = sales.delivered[chosen] + rng.integers(2, 40, len(chosen))
        lines = first[chosen]
        part = rng.uniform(0.2, 0.9, len(chosen))
        pieces = np.maximum(1, np.round(sales.quantity[lines] * part)).astype(np.int64)
        net = (sales.net[lines] * pieces * 2 + sales.quantity[lines]) // (2 * sales.quantity[lines])
        cost = sales.cost[lines] // sales.quantity[lines] * pieces
        n = len(chosen)
        return Orders(
            sales.customer[chosen], day, sales.owner[chosen], np.zeros(n, bool), np.full(n, CLOSED), day,
            np.arange(n), sales.product[lines], -pieces, sales.price[lines], -net, -cost,
        )  # fmt: skip


class OrderTables:
    """Turns months of orders into rows with keys and numbers."""

    def __init__(self, plan: Plan, customers: Customers, staff: Staff) -> None:
        self.plan, self.customers, self.staff = plan, customers, staff
        self.units = staff.unit_arrays()
        self.next_order, self.next_line = 1, 1
        self.series: dict[str, int] = {}

    def unit_of(self, owner: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Where the salesperson sat on that day."""
        now, before, moved = self.units
        return np.where((moved[owner] != 0) & (day < moved[owner]), before[owner], now[owner])

    def rows(self, number: int, orders: Orders) -> tuple[pa.Table, pa.Table]:
        """Orders and lines of one month."""
        n = len(orders.day)
        ids = np.arange(self.next_order, self.next_order + n)
        self.next_order += n
        month = f"{self.plan.months[number]:%Y%m}"
        sales = int(orders.sale.sum())
        self.series |= {f"SO-{month}": sales, f"RT-{month}": n - sales}
        name = tables.joined(
            tables.words([f"RT-{month}-", f"SO-{month}-"], orders.sale.astype(int)), tables.numbers(orders.serials(), 4)
        )
        c = self.customers
        rng = self.plan.rng("remarks", number)
        reasons = rng.integers(len(words.RETURN_REASONS), size=n)
        remark = tables.words(["", *words.RETURN_REASONS], np.where(orders.sale, 0, reasons + 1))
        heads: dict[str, Any] = {
            "id": ids,
            "number": name,
            "kind": tables.words(["return", "sale"], orders.sale.astype(np.int64)),
            "state": tables.words(STATES, orders.state),
            "customer_id": orders.customer + 1,
            "owner_id": tables.keys(orders.owner),
            "unit_id": self.unit_of(orders.owner, orders.day),
            "territory_id": np.array(CITY_PLACE)[c.city[orders.customer]] + 1,
            "ordered_on": tables.dates(orders.day),
            "currency": tables.repeated("CNY", n),
            "net_amount": decimals(orders.totals(orders.net), 2),
            "cost_amount": decimals(orders.totals(orders.cost), 2),
            "remark": remark,
        }
        counted = orders.sale & (orders.state != DRAFT) & (orders.state != CANCELLED)
        np.maximum.at(c.last_order, orders.customer[counted], orders.day[counted])
        return tables.record(heads, orders.day), self._lines(ids, orders)

    def _lines(self, ids: np.ndarray, orders: Orders) -> pa.Table:
        n = len(orders.order)
        key = np.arange(self.next_line, self.next_line + n)
        self.next_line += n
        starts = np.searchsorted(orders.order, np.arange(len(orders.day)))
        return pa.table({
            "id": key,
            "order_id": ids[orders.order],
            "line_no": np.arange(n) - starts[orders.order] + 1,
            "product_id": orders.product + 1,
            "quantity": decimals(orders.quantity * 1_000, 3),
            "unit_price": decimals(orders.price * 100, 4),
            "net_amount": decimals(orders.net, 2),
            "unit_cost": decimals(orders.cost // orders.quantity * 100, 4),
            "cost_amount": decimals(orders.cost, 2),
        })  # fmt: skip
