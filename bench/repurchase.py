"""The next purchase: how many purchase days are to come (cdnow), and when the next order comes (adventureworks).

A folder with transactions.csv.gz (customer_id, date): BG/NBD is fitted on what was known up to 1997-09-30 (other data:
up to the middle of its span), and the purchase days until the end of the data are predicted for everybody who had
bought by then; those first seen later are left out. Value: root of the mean squared error; reference: that of the naive
rate, repeats ÷ days seen × days ahead.

A folder with order_lines.csv.gz (reseller_key, order_date): at the six month ends from eight to three months before the
end, the day of each dealer's first order after it is predicted from the orders up to it: the day the product shows as
due. Dealers with two orders before and one after are counted. Value: mean absolute error in days; reference: that of
the dealer's own mean interval, which may not fall on a past day either. Earlier month ends are printed beside.
"""

import calendar
import csv
import gzip
import math
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from yanzhen.crm.calc.repurchase import bgnbd
from yanzhen.crm.calc.repurchase.next_order import History, intervals, looked_back, next_purchase, rhythms

USUAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "cdnow"
CALIBRATED = date(1997, 9, 30)
MOST_RATIO, MOST_DAYS = 0.90, 18
COUNTED, EARLIER, REST = 6, 6, 3
"""Month ends that count, month ends printed besides, and months left to the end after the last of them."""

Days = dict[str, set[date]]


def main(data: Path | None) -> dict[str, Any]:
    folder = data or USUAL
    if (folder / "order_lines.csv.gz").exists():
        return _dates(_read(folder / "order_lines.csv.gz", "reseller_key", "order_date"))
    return _counts(_read(folder / "transactions.csv.gz", "customer_id", "date"))


def _read(path: Path, key: str, day: str) -> Days:
    found: Days = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found[row[key]].add(date.fromisoformat(row[day][:10]))
    return found


# -- How many ----------------------------------------------------------------------------------------------------------


def _counts(bought: Days) -> dict[str, Any]:
    first, last = min(map(min, bought.values())), max(map(max, bought.values()))
    until = CALIBRATED if first < CALIBRATED < last else first + (last - first) / 2
    ahead = (last - until).days
    known = [days for days in bought.values() if min(days) <= until]
    buyings = [bgnbd.seen(list(days), until) for days in known]
    came = [sum(1 for day in days if day > until) for days in known]
    model = bgnbd.fit(buyings)
    own = [float(v) for v in model.expected_of(buyings, ahead)]
    naive = [b.repeats / b.age * ahead if b.age else 0.0 for b in buyings]
    value, reference = _rmse(own, came), _rmse(naive, came)
    print(f"{len(known):,} customers, known up to {until}, {ahead} days ahead; model {model.model} {model.note}")
    if model.model == bgnbd.BGNBD:
        print(f"  r {model.r:.4f}, alpha {model.alpha:.2f} days, a {model.a:.4f}, b {model.b:.4f};"
              f" mean chance of being alive {model.alive_of(buyings).mean():.3f}")  # fmt: skip
    print(f"  purchase days that came {sum(came):,}; expected {sum(own):,.0f}, by the naive rate {sum(naive):,.0f}")
    print(f"  RMSE {value:.4f}, of the naive rate {reference:.4f}: ratio {value / reference:.4f}"
          f" (at most {MOST_RATIO:.2f})")  # fmt: skip
    return _result(value, reference, "RMSE of purchase days")


def _rmse(guess: list[float], came: list[int]) -> float:
    return math.sqrt(math.fsum((g - c) ** 2 for g, c in zip(guess, came, strict=True)) / len(came))


# -- When --------------------------------------------------------------------------------------------------------------


def _dates(bought: Days) -> dict[str, Any]:
    histories = [History(key, "dealers", tuple(days)) for key, days in bought.items()]
    last = max(map(max, bought.values()))
    cuts = [_month_end(last, back) for back in range(REST, REST + COUNTED + EARLIER)]
    found = {cut: _misses(histories, cut) for cut in cuts}
    for n, cut in enumerate(cuts):
        rows = found[cut]
        print(f"  {cut} {'counts' if n < COUNTED else '      '} {len(rows):5} dealers: off by {_mean(rows, 0):5.1f},"
              f" own mean {_mean(rows, 1):5.1f} (even on past days {_mean(rows, 2):5.1f})")  # fmt: skip
    rows = [row for cut in cuts[:COUNTED] for row in found[cut]]
    value, reference = _mean(rows, 0), _mean(rows, 1)
    print(
        f"off by {value:.2f} days in {len(rows):,} predictions, own mean interval {reference:.2f} (at most {MOST_DAYS})"
    )
    hits = looked_back(histories, last)
    print(f"  everybody's last order from the ones before: {hits.inside} of {hits.customers} inside the 80 % interval,"
          f" off by {hits.days_off:.1f} days, own mean {hits.own_days_off:.1f}")  # fmt: skip
    return _result(value, reference, "days, mean absolute error")


def _month_end(day: date, back: int) -> date:
    """The last day of the month so many months before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _misses(histories: list[History], cut: date) -> list[tuple[float, float, float]]:
    """Days between what came and what was due, the own mean not before the next day, and the own mean."""
    known, rows = rhythms(histories, cut), []
    for history in histories:
        before, after = history.known(cut), [day for day in history.days if day > cut]
        if len(before) < 2 or not after:
            continue
        came, gaps, tomorrow = min(after), intervals(before), cut + timedelta(days=1)
        due = next_purchase(history, known, cut).due_on or tomorrow
        own = before[-1] + timedelta(days=math.floor(sum(gaps) / len(gaps) + 0.5))
        rows.append(tuple(float(abs((came - day).days)) for day in (due, max(own, tomorrow), own)))
    return rows  # type: ignore[return-value]


def _mean(rows: list[tuple[float, float, float]], place: int) -> float:
    return math.fsum(row[place] for row in rows) / max(1, len(rows))


def _result(value: float, reference: float, unit: str) -> dict[str, Any]:
    return {
        "name": "repurchase",
        "value": round(value, 4),
        "reference": round(reference, 4),
        "ratio": round(value / reference, 4),
        "unit": unit,
    }
