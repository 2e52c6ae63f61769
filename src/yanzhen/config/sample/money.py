"""Invoices of what was delivered, and the money that came in for them – or did not."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa

from yanzhen.config.sample import customers as habits
from yanzhen.config.sample import tables
from yanzhen.config.sample.customers import Customers
from yanzhen.config.sample.tables import Plan
from yanzhen.config.sample.trade import CLOSED, Orders
from yanzhen.lib import periods
from yanzhen.platform.bulk import decimals

METHODS = ("transfer", "acceptance", "card", "cash")
METHOD_SHARES = np.cumsum([0.72, 0.19, 0.06, 0.03])
NEVER = 1 << 30


@dataclass
class Claims:
    """Documents still to come: what a customer owes from which order, or pays on which invoice."""

    day: np.ndarray
    customer: np.ndarray
    owner: np.ndarray
    unit: np.ndarray
    cents: np.ndarray
    origin: np.ndarray
    series: np.ndarray

    def take(self, chosen: np.ndarray) -> "Claims":
        return Claims(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def plus(self, other: "Claims") -> "Claims":
        return Claims(*(np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)))

    def split(self, last_day: int) -> tuple["Claims", "Claims"]:
        """What falls due by that day, oldest first, and the rest."""
        due = np.flatnonzero(self.day <= last_day)
        due = due[np.argsort(self.day[due], kind="stable")]
        return self.take(due), self.take(np.flatnonzero(self.day > last_day))


def _nothing() -> Claims:
    return Claims(*(np.zeros(0, np.int64) for _ in range(7)))


def weekday(days: np.ndarray) -> np.ndarray:
    """Saturdays and Sundays become the Monday after."""
    place = (days + 3) % 7
    return days + np.where(place == 5, 2, np.where(place == 6, 1, 0))


class Money:
    """Follows the orders into invoices, receipts and settlements, month by month."""

    def __init__(self, plan: Plan, customers: Customers) -> None:
        self.plan, self.customers = plan, customers
        self.to_invoice, self.to_receive = _nothing(), _nothing()
        self.next_invoice, self.next_receipt, self.next_settlement = 1, 1, 1
        self.series: dict[str, int] = {}
        self.prefixes = [f"{kind}-{m:%Y%m}-" for m in plan.months for kind in ("RT", "SO")]

    def follow(self, number: int, orders: Orders, unit: np.ndarray) -> tuple[pa.Table, pa.Table, pa.Table]:
        """Invoices, receipts and settlements of this month."""
        closed = np.flatnonzero(orders.state == CLOSED)
        self.to_invoice = self.to_invoice.plus(Claims(
            np.minimum(weekday(orders.delivered[closed]), self.plan.today_day), orders.customer[closed],
            orders.owner[closed], unit[closed], orders.totals(orders.net)[closed], orders.serials()[closed],
            2 * number + orders.sale[closed],
        ))  # fmt: skip
        end = min(tables.day_number(periods.month_end(self.plan.months[number])), self.plan.today_day)
        due, self.to_invoice = self.to_invoice.split(end)
        invoices = self._invoices(number, due)
        paid, self.to_receive = self.to_receive.split(end)
        return invoices, *self._receipts(number, paid)

    def _invoices(self, number: int, due: Claims) -> pa.Table:
        rng = self.plan.rng("invoices", number)
        n = len(due.day)
        ids = np.arange(self.next_invoice, self.next_invoice + n)
        self.next_invoice += n
        series = f"INV-{self.plan.months[number]:%Y%m}"
        self.series[series] = n
        terms = habits.TERMS[self.customers.kind[due.customer]]
        due_on = due.day + np.where(due.cents > 0, terms, 0)
        payments = self._payments(rng, due, due_on, ids)
        settled = np.zeros(n, np.int64)
        here = payments.day <= self.plan.today_day
        np.add.at(settled, payments.origin[here] - ids[0] if n else payments.origin[here], payments.cents[here])
        self.to_receive = self.to_receive.plus(payments.take(np.flatnonzero(payments.day < NEVER)))
        columns: dict[str, Any] = {
            "id": ids,
            "number": tables.joined(f"{series}-", tables.numbers(np.arange(1, n + 1), 4)),
            "customer_id": due.customer + 1,
            "owner_id": tables.keys(due.owner),
            "unit_id": due.unit,
            "order_number": tables.joined(tables.words(self.prefixes, due.series), tables.numbers(due.origin, 4)),
            "issued_on": tables.dates(due.day),
            "due_on": tables.dates(due_on),
            "currency": tables.repeated("CNY", n),
            "amount": decimals(due.cents, 2),
            "settled_amount": decimals(settled, 2),
        }
        return tables.record(columns, due.day)

    def _payments(self, rng: np.random.Generator, due: Claims, due_on: np.ndarray, ids: np.ndarray) -> Claims:
        """When each invoice is paid: prompt, slow, late, hardly ever; some in two parts; credits are netted soon."""
        n, payer = len(ids), self.customers.payer[due.customer]
        prompt = due_on + np.round(rng.normal(-4, 5, n)).astype(np.int64)
        slow = due_on + 4 + rng.exponential(11, n).astype(np.int64)
        late = due_on + 22 + rng.exponential(32, n).astype(np.int64)
        tail = np.minimum(55 * (1 + rng.pareto(1.5, n)), 900).astype(np.int64)
        never = np.where(rng.random(n) < 0.16, NEVER, due_on + tail)
        day = np.choose(payer, [prompt, slow, late, never])
        day = np.where((due.cents < 0) & (day < NEVER), due.day + 20 + day % 25, day)
        # Firms with a payment day pay on the next 25th; the others on working days.
        day = np.where(self.customers.monthly[due.customer] & (payer < 2), self._payment_day(day), day)
        day = np.where(day < NEVER, weekday(np.maximum(day, due.day + 1)), NEVER)
        two = (rng.random(n) < np.where(self.customers.kind[due.customer] == habits.HOTEL, 0.55, 0.08)) & (
            due.cents > 0
        )
        second = np.where(two, due.cents * 30 // 100, 0)
        later = np.where(day < NEVER, weekday(day + rng.integers(25, 80, n)), NEVER)
        whole = Claims(day, due.customer, due.owner, due.unit, due.cents - second, ids, due.series)
        rest = Claims(later, due.customer, due.owner, due.unit, second, ids, due.series)
        return whole.plus(rest.take(np.flatnonzero(second > 0)))

    def _payment_day(self, days: np.ndarray) -> np.ndarray:
        """The 25th on or after a day, by months of the calendar; the far end of time is left alone."""
        near = np.minimum(days, self.plan.today_day + 4_000)
        month = near.astype("datetime64[D]").astype("datetime64[M]")
        this = month.astype("datetime64[D]").astype(np.int64) + 24
        following = (month + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) + 24
        # Somebody who just missed it by a few days still gets into this run.
        return np.where(days >= NEVER, days, np.where(near <= this + 6, this, following))

    def _receipts(self, number: int, paid: Claims) -> tuple[pa.Table, pa.Table]:
        """What a customer pays on one day for one salesperson is one receipt; money paid back stands alone."""
        rng = self.plan.rng("receipts", number)
        group = paid.customer * 8 + (paid.cents < 0) * 4
        key = (paid.day - self.plan.first_day) * (len(self.customers) * 8 + 8) + group
        _values, first, place = np.unique(key * 100_003 + paid.owner, return_index=True, return_inverse=True)
        n = len(first)
        ids = np.arange(self.next_receipt, self.next_receipt + n)
        self.next_receipt += n
        series = f"RC-{self.plan.months[number]:%Y%m}"
        self.series[series] = n
        amount = np.zeros(n, np.int64)
        np.add.at(amount, place, paid.cents)
        method = np.searchsorted(METHOD_SHARES, rng.random(n), side="right").clip(max=len(METHODS) - 1)
        receipts: dict[str, Any] = {
            "id": ids,
            "number": tables.joined(f"{series}-", tables.numbers(np.arange(1, n + 1), 4)),
            "customer_id": paid.customer[first] + 1,
            "owner_id": tables.keys(paid.owner[first]),
            "unit_id": paid.unit[first],
            "received_on": tables.dates(paid.day[first]),
            "method": tables.words(METHODS, method),
            "currency": tables.repeated("CNY", n),
            "amount": decimals(amount, 2),
        }
        total = len(paid.day)
        settlements: dict[str, Any] = {
            "id": np.arange(self.next_settlement, self.next_settlement + total),
            "receipt_id": ids[place],
            "invoice_id": paid.origin,
            "amount": decimals(paid.cents, 2),
        }
        self.next_settlement += total
        return tables.record(receipts, paid.day[first]), tables.record(settlements, paid.day)
