"""The same figures over two periods side by side: for the homes and for the explorer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yanzhen.figures.calc.figures import Change, Margin
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import dimensions as dims
from yanzhen.figures.queries import expressions, sales
from yanzhen.lib.periods import Period, shifted
from yanzhen.platform.actor import Actor
from yanzhen.platform.warehouse import engine

LOST_AFTER_MONTHS = 12
"""A customer without an order for so long is lost, on the day the time is up."""

SORTS = {
    "net": (("net_now", True),),
    "before": (("net_before", True),),
    "rise": (("change", True),),
    "fall": (("change", False),),
}


@dataclass(frozen=True)
class Row:
    """One line of a comparison: keys, and sums over the period and over the one before."""

    keys: Mapping[str, int | None]
    now: Mapping[str, Any]
    before: Mapping[str, Any]

    @property
    def net(self) -> Change:
        return Change(self.now["net"], self.before["net"])

    def count(self, name: str) -> Change:
        return Change(self.now[name], self.before[name])

    def margins(self) -> tuple[Margin, Margin]:
        """Margin now and before; only where margins were asked for."""
        found = [Margin(s["net"], s["covered"] or 0, s["margin"]) for s in (self.now, self.before)]
        return found[0], found[1]


@dataclass(frozen=True)
class Comparison:
    """Rows in one currency, the number of all of them, and what things are called."""

    by: tuple[str, ...]
    period: Period
    previous: Period
    rows: list[Row]
    total: int
    labels: Mapping[str, Mapping[int | None, dims.Label]]

    def name(self, code: str, key: int | None) -> str:
        dim = dims.DIMENSIONS[code]
        return dim.write(key) if dim.write is not None and key is not None else self.labels[code][key].text


def compare(
    actor: Actor,
    request: sales.Request,
    period: Period,
    previous: Period | None = None,
    *,
    sort: str = "net",
) -> Comparison:
    """Compare a period with the one a year before, by things or as a whole; one currency must be chosen."""
    actor.require(VIEW_SALES)
    measures = sales.permitted_measures(actor, request.measures)
    before = previous or period.year_before()
    if any(dims.dimension(code).is_time for code in request.by):
        return _by_time(actor, request, period, before, measures)
    sales.check(request)
    asked = replace(request, start=min(period.start, before.start), end=max(period.end, before.end))
    values, shape = sales.prepared(actor, asked, (*measures, "net_sales"))
    names = tuple(dict.fromkeys(("net", *shape.sums)))
    if values is None:
        return Comparison(request.by, period, before, [], 0, {code: {} for code in request.by})
    order = (*SORTS[sort], *((code, False) for code in (*request.by, "currency")))
    table = sales.whole(
        engine.run(
            expressions.comparison(replace(shape, sums=names, order=order)),
            {
                **values,
                "now_start": period.start,
                "now_end": period.end,
                "before_start": before.start,
                "before_end": before.end,
            },
            limit=request.limit,
        )
    )
    found = table.to_pylist()
    rows = [
        Row(
            {code: row[code] for code in request.by},
            _side(row, names, "now"),
            _side(row, names, "before"),
        )
        for row in found
    ]
    labels = {code: dims.labels(dims.DIMENSIONS[code], [r.keys[code] for r in rows]) for code in request.by}
    return Comparison(request.by, period, before, rows, found[0]["groups"] if found else 0, labels)


def _side(row: Mapping[str, Any], names: tuple[str, ...], when: str) -> dict[str, Any]:
    return sales.named({name: row[f"{name}_{when}"] for name in names})


def _by_time(
    actor: Actor, request: sales.Request, period: Period, before: Period, measures: tuple[str, ...]
) -> Comparison:
    """Periods of the year before are moved a year ahead, to stand beside their successors."""
    question = replace(request, measures=tuple(dict.fromkeys((*measures, "net_sales"))), order=())
    now = sales.cube(actor, replace(question, start=period.start, end=period.end))
    then = sales.cube(actor, replace(question, start=before.start, end=before.end))
    sums = [name for name in now.columns if name not in (*request.by, "currency")]
    sides: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    for when, cube in (("now", now), ("before", then)):
        for row in cube.rows():
            key = tuple(_a_year_on(code, row[code]) if when == "before" else row[code] for code in request.by)
            sides.setdefault(key, {})[when] = {name: row[name] for name in sums}
    nothing: dict[str, Any] = {name: None if name == "margin" else 0 for name in sums}
    ordered = sorted(sides, key=lambda key: tuple((k is None, k or 0) for k in key))
    rows = [
        Row(dict(zip(request.by, key, strict=True)), sides[key].get("now", nothing), sides[key].get("before", nothing))
        for key in ordered
    ]
    labels = {code: {**then.labels[code], **now.labels[code]} for code in now.labels}
    return Comparison(request.by, period, before, rows, len(rows), labels)


def _a_year_on(code: str, key: int | None) -> int | None:
    if key is None:
        return None
    if code == "day":
        day = date.fromordinal(key + dims.EPOCH.toordinal())
        return (shifted(day, 12) - dims.EPOCH).days
    return key + {"year": 1, "quarter": 10, "month": 100}.get(code, 0)


@dataclass(frozen=True)
class Span:
    """What a currency holds: recent net sales, first and last day."""

    currency: str
    net: int
    first_on: date
    last_on: date


def spans(actor: Actor, since: date) -> list[Span]:
    """Currencies in reach, the one that sold most since a day first."""
    actor.require(VIEW_SALES)
    values, shape = sales.prepared(actor, sales.Request(), ("net_sales",))
    if values is None:
        return []
    rows = sales.whole(engine.run(expressions.volumes(shape), {**values, "since": since})).to_pylist()
    return sorted((Span(**row) for row in rows), key=lambda s: (-s.net, -s.last_on.toordinal(), s.currency))


@dataclass(frozen=True)
class Customers:
    """Customers who bought for the first time in the period, and those who became lost in it."""

    new: int
    lost: int


def customers(actor: Actor, request: sales.Request, period: Period) -> tuple[Customers, Customers]:
    """New and lost customers of one currency in a period and in the one a year before, as known at the end of each."""
    actor.require(VIEW_SALES)
    values, shape = sales.prepared(actor, replace(request, start=None, end=period.end), ("net_sales",))
    if values is None:
        return Customers(0, 0), Customers(0, 0)
    days: dict[str, engine.Value] = {}
    for when, of in (("now", period), ("before", period.year_before())):
        days |= {f"{when}_start": of.start, f"{when}_end": of.end}
        days[f"{when}_lost_start"] = shifted(of.start, -LOST_AFTER_MONTHS)
        days[f"{when}_lost_end"] = shifted(of.end, -LOST_AFTER_MONTHS)
    found = engine.run(expressions.customer_spans(replace(shape, sums=())), {**values, **days}).to_pylist()
    now, before = (
        Customers(sum(r[f"new_{when}"] for r in found), sum(r[f"lost_{when}"] for r in found))
        for when in ("now", "before")
    )
    return now, before
