"""Which customers to visit: the profit missed against the best known, team orienteering with time windows.

`--data` is a folder with instances/*.txt and reference.csv (instance, routes_m, best_found_here, literature_best). Best
known is the larger of the two figures. Measured are twelve rows spread evenly over reference.csv, each with ten
seconds by the clock, all included; YANZHEN_BENCH_FULL=1 takes all rows, YANZHEN_BENCH_SECONDS another time. Ways are
Euclidean, truncated to one decimal (two for pr*). Every answer is checked here once more, from the bare file.

`value` is the mean share of the best known profit that is missed (better than best known counts as 0, not less);
`reference` the same of the greedy way in the same run: on to the customer with most profit for the time it takes.
"""

import csv
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yanzhen.field.calc.routes import answer
from yanzhen.field.calc.routes.board import Board, board
from yanzhen.field.calc.routes.stops import Day, Stop
from yanzhen.field.calc.routes.travel import Place, Table

USUAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "toptw"
SAMPLE, SECONDS, SEED, MOST_MISSED = 12, 10.0, 1, 0.01


@dataclass(frozen=True)
class Node:
    x: float
    y: float
    service: float
    profit: float
    opens: float
    closes: float


def main(data: Path | None) -> dict[str, Any]:
    folder = data or USUAL
    seconds = float(os.environ.get("YANZHEN_BENCH_SECONDS", SECONDS))
    rows = list(csv.DictReader((folder / "reference.csv").read_text().splitlines()))
    if os.environ.get("YANZHEN_BENCH_FULL", "") != "1":
        rows = [rows[n * len(rows) // SAMPLE] for n in range(min(SAMPLE, len(rows)))]
    figures = [_measured(folder, row, seconds) for row in rows]
    missed, greedy = (math.fsum(f[n] for f in figures) / len(figures) for n in (0, 1))
    better = sum(f[2] > 0 for f in figures)
    print(f"{len(figures)} pairs at {seconds:.0f} s by the clock: missed {missed:.4f} (at most {MOST_MISSED}),"
          f" by the greedy way {greedy:.4f}; more than best known: {better}")  # fmt: skip
    return {
        "name": "routes",
        "value": round(missed, 4),
        "reference": round(greedy, 4),
        "ratio": round(missed / greedy, 4) if greedy else None,
        "unit": "mean share of the best known profit missed",
    }


def _measured(folder: Path, row: dict[str, str], seconds: float) -> tuple[float, float, float]:
    """Share missed, share missed by the greedy way, and profit beyond the best known."""
    name, count = row["instance"], int(row["routes_m"])
    known = max(float(row["best_found_here"]), float(row.get("literature_best") or 0))
    nodes = _nodes(folder / "instances" / f"{name}.txt")
    ways = _ways(nodes, 2 if name.startswith("pr") else 1)
    table = _board(nodes, ways, count)
    began, worked = time.perf_counter(), time.process_time()
    orders = answer.solved(table, seconds=seconds, seed=SEED)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    profit, plain = _profit(nodes, ways, count, orders), _profit(nodes, ways, count, _greedy(nodes, ways, count))
    print(f"  {name:6} m={count} {len(nodes) - 1:4} customers  best known {known:6.0f}  found {profit:6.0f}"
          f"  missed {1 - profit / known:7.4f}  greedy {1 - plain / known:7.4f}"
          f"  {took:5.1f} s ({worked:.1f} s of work)", flush=True)  # fmt: skip
    return max(0.0, 1 - profit / known), max(0.0, 1 - plain / known), profit - known


def _nodes(path: Path) -> list[Node]:
    found = []
    for line in path.read_text().splitlines()[2:]:
        figures = [float(word) for word in line.split()]
        if len(figures) >= 7:
            found.append(Node(*figures[1:5], *figures[-2:]))
    return found


def _ways(nodes: Sequence[Node], decimals: int) -> list[list[float]]:
    scale = 10**decimals
    return [
        [math.floor(math.hypot(a.x - b.x, a.y - b.y) * scale + 1e-9) / scale for b in nodes] for a in nodes
    ]  # fmt: skip


def _board(nodes: Sequence[Node], ways: list[list[float]], count: int) -> Board:
    """Customers are 1, 2, …; each route is the day of one person, all on one date."""
    names = tuple(map(str, range(len(nodes))))
    travel = Table(names, tuple(map(tuple, ways)))
    depot = Place("0")
    stops = [
        Stop(names[n], Place(names[n]), node.service, node.profit, open=((node.opens, node.closes),), begin_only=True)
        for n, node in enumerate(nodes)
        if n
    ]
    days = [Day(f"r{n}", depot, depot, 0, nodes[0].closes, date="day") for n in range(count)]
    return board(stops, days, travel)


def _profit(nodes: Sequence[Node], ways: list[list[float]], count: int, orders: Sequence[Sequence[int]]) -> float:
    """What the routes collect, reckoned from the file alone; anything not allowed ends the run."""
    if len(orders) > count or len({s for order in orders for s in order}) < sum(map(len, orders)):
        raise SystemExit("too many routes, or a customer visited twice")
    profit = 0.0
    for order in orders:
        now, here = 0.0, 0
        for stop in order:
            node = nodes[stop + 1]
            now, here = max(now + ways[here][stop + 1], node.opens), stop + 1
            if now > node.closes + 1e-6:
                raise SystemExit(f"customer {here} is reached after closing")
            now, profit = now + node.service, profit + node.profit
        if now + ways[here][0] > nodes[0].closes + 1e-6:
            raise SystemExit("a route ends after the day")
    return profit


def _greedy(nodes: Sequence[Node], ways: list[list[float]], count: int) -> list[list[int]]:
    """Route by route, always on to the customer with most profit for the time until its visit is over."""
    orders: list[list[int]] = []
    left = set(range(1, len(nodes)))
    for _ in range(count):
        now, here, order = 0.0, 0, []
        while True:
            over = {n: max(now + ways[here][n], nodes[n].opens) + nodes[n].service for n in left}
            fits = [
                n for n in left if now + ways[here][n] <= nodes[n].closes and over[n] + ways[n][0] <= nodes[0].closes
            ]
            if not fits:
                break
            here = max(fits, key=lambda n: (nodes[n].profit / max(over[n] - now, 0.01), -n))
            now = over[here]
            order.append(here - 1)
            left.remove(here)
        orders.append(order)
    return orders
