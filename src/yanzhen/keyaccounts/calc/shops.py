"""What stores could still buy: goods not ordered for weeks, goods that sister stores sell. See key-accounts.md."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

WEEKS = 6
"""A product ordered before but not for so many weeks has probably run out."""
MONTHS_BEFORE = 3
"""It must have been ordered in so many months of the last twelve: once is no habit."""
SISTERS = Decimal("0.5")
"""A product that so great a share of the account's other stores buys is missing where it is not bought."""
FEWEST_SISTERS = 2
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Bought:
    """What a store bought of a product in a month: amount, and the last day."""

    store: int
    product: int
    month: date
    amount: Decimal
    last: date


@dataclass(frozen=True)
class Chance:
    """An opportunity: the kind, the store, the product, what a month is worth, and the working in figures."""

    kind: str
    store: int
    product: int
    amount: Decimal
    facts: tuple[tuple[str, str], ...]


def chances(bought: Iterable[Bought], stores: Iterable[int], today: date, weeks: int = WEEKS) -> list[Chance]:
    """What could be won, the most valuable first; `bought` are the last twelve months of the stores of one account."""
    rows: dict[tuple[int, int], list[Bought]] = defaultdict(list)
    for row in bought:
        if row.amount > 0:
            rows[row.store, row.product].append(row)
    known = sorted(set(stores))
    found = [*_run_out(rows, today, weeks), *_missing(rows, known)]
    return sorted(found, key=lambda c: (-c.amount, c.store, c.product, c.kind))


def _mean(rows: list[Bought]) -> Decimal:
    return (sum((r.amount for r in rows), Decimal(0)) / len(rows)).quantize(CENT, ROUND_HALF_UP)


def _run_out(rows: dict[tuple[int, int], list[Bought]], today: date, weeks: int) -> list[Chance]:
    since = today - timedelta(weeks=weeks)
    found = []
    for (store, product), months in rows.items():
        last = max(r.last for r in months)
        if len(months) >= MONTHS_BEFORE and last < since:
            facts = (("last", last.isoformat()), ("weeks", str((today - last).days // 7)), ("months", str(len(months))))
            found.append(Chance("out_of_stock", store, product, _mean(months), facts))
    return found


def _missing(rows: dict[tuple[int, int], list[Bought]], stores: list[int]) -> list[Chance]:
    sellers: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for (store, product), months in rows.items():
        sellers[product][store] = _mean(months)
    found = []
    for product, worth in sellers.items():
        for store in stores:
            others = len(stores) - 1
            if store in worth or len(worth) < FEWEST_SISTERS or len(worth) < SISTERS * others:
                continue
            amount = median(worth.values()).quantize(CENT, ROUND_HALF_UP)
            facts = (("stores", str(len(worth))), ("others", str(others)))
            found.append(Chance("not_listed", store, product, amount, facts))
    return found
