"""The nightly work on next purchases: all customers of a synthetic company, calculated without the database.

Value: seconds for 3,000 customers, or as many as the environment names in CUSTOMERS; reference: seconds for everybody's
plain mean interval.
"""

import os
import random
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from yanzhen.crm.calc.repurchase import bgnbd
from yanzhen.crm.calc.repurchase.items import ItemHistory, learn_items, next_item
from yanzhen.crm.calc.repurchase.next_order import History, intervals, looked_back, next_purchase, rhythms

TODAY = date(2026, 11, 22)
ITEMS = 8


def main(data: Path | None) -> dict[str, Any]:
    """Customers with 12 purchases on average, eight products each."""
    number = int(os.environ.get("CUSTOMERS", "3000"))
    dice = random.Random(7)
    histories = [_history(n, dice) for n in range(number)]
    began = time.monotonic()
    known = rhythms(histories, TODAY)
    buyers = bgnbd.fit([bgnbd.seen(h.days, TODAY) for h in histories])
    hits = looked_back(histories[:20_000], TODAY)
    sample = histories[:: -(-number // 5_000)]
    items = learn_items([one for h in sample for one in _items(h)], TODAY)
    made = [next_purchase(h, known, TODAY, buyers=None) for h in histories]
    buyers.alive_of([bgnbd.seen(h.days, TODAY) for h in histories])
    bought = sum(next_item(one, items, TODAY).quantity is not None for h in histories for one in _items(h))
    seconds = time.monotonic() - began
    print(f"{len(made):,} customers, {bought:,} items, model {buyers.model}, within the interval {hits.share:.3f}")
    began = time.monotonic()
    for h in histories:
        gaps = intervals(h.known(TODAY))
        _mean = sum(gaps) / len(gaps) if gaps else None
    reference = time.monotonic() - began
    return {
        "name": "next_purchases", "value": round(seconds, 2), "unit": "s", "reference": round(reference, 4),
        "ratio": round(seconds / reference, 1), "customers": number,
    }  # fmt: skip


def _history(key: int, dice: random.Random) -> History:
    gap = dice.lognormvariate(3.4, 0.5)
    days, day = [], TODAY - timedelta(days=dice.randint(0, 60))
    for _ in range(dice.randint(1, 23)):
        days.append(day)
        day -= timedelta(days=max(1, round(gap * dice.lognormvariate(0, 0.5))))
    return History(key, f"S{key % 5}", tuple(days))


def _items(history: History) -> list[ItemHistory]:
    key = int(str(history.customer))
    return [
        ItemHistory(key, str((key + n) % 200), tuple((day, float(1 + n)) for day in history.days[::2]))
        for n in range(ITEMS)
    ]
