"""A forecast in words: amounts in the reader's unit, errors, the finding, the chart."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.money import MISSING, from_cents
from yanzhen.planning.calc import chances
from yanzhen.planning.enums import ForecastSide
from yanzhen.planning.models import ForecastPoint
from yanzhen.planning.queries.forecast_views import YEAR, Month, View, naive_of
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


def scaled(actor: Actor, cents: int | None) -> Decimal | None:
    return amounts.scaled(actor, from_cents(cents))


def short(actor: Actor, cents: int | None) -> str:
    """An amount for a card or a title: three meaningful digits at least."""
    return amounts.short(actor, from_cents(cents))


def cell(actor: Actor, cents: int | None) -> str:
    """An amount for a table: cents in 元, two decimals in the larger units."""
    return amounts.table(actor, from_cents(cents))


def percent(rate: float | None, places: int = 1) -> str:
    """A ratio as a percentage; the missing sign for none."""
    return MISSING if rate is None else f"{100 * rate:.{places}f} %"


def times(ratio: float | None) -> str:
    return MISSING if ratio is None else f"{ratio:.2f}"


def side_word(side: str) -> str:
    """What a side is called on a switch."""
    return str(ForecastSide(side).label) if side else _("the whole")


def year_of(view: View) -> tuple[int, int, int]:
    """The first twelve months together: mean, and the bounds of four in five cases with the months as independent."""
    points = view.points[:YEAR]
    mean, deviation = chances.together(points)
    wide = int(chances.Z80 * deviation)
    return mean, max(0, mean - wide), mean + wide


def finding(actor: Actor, view: View, name: str, currency: str) -> str:
    """The title of the picture: what the next months bring, against those before."""
    mean, low, high = year_of(view)
    number = len(view.points[:YEAR])
    months = ngettext("the next month", "the next {number} months", number).format(number=number)
    amount = _("{amount} {unit}").format(amount=short(actor, mean), unit=amounts.unit(actor, currency))
    between = _("{low} to {high} in four cases of five").format(low=short(actor, low), high=short(actor, high))
    before = view.year_before
    values = {"name": name, "months": months, "amount": amount, "between": between}
    if before is None or before <= 0 or number < YEAR:
        return _("{name}: {amount} expected in {months}, {between}").format(**values)
    change = Decimal(mean - before) / Decimal(before)
    rate = f"{abs(100 * change):.0f} %"
    if abs(change) < Decimal("0.005"):
        return _("{name}: {amount} expected in {months}, as much as in the last twelve; {between}").format(**values)
    text = (
        _("{name}: {amount} expected in {months}, {rate} more than in the last twelve; {between}")
        if change > 0
        else _("{name}: {amount} expected in {months}, {rate} less than in the last twelve; {between}")
    )
    return text.format(**values, rate=rate)


def chart(actor: Actor, view: View, title: str, currency: str) -> dict[str, Any]:
    """Actual solid, forecast a line in its two bands, plan dashed, people's own dotted; with the table behind it."""
    rows = view.months
    series: list[dict[str, Any]] = [
        _band(actor, view, _("95 % interval"), "low95", "high95"),
        _band(actor, view, _("80 % interval"), "low80", "high80"),
        _line(actor, _("actual"), [m.actual for m in rows], "actual"),
        _line(actor, _("forecast"), [_mean(m.point) for m in rows], "forecast"),
    ]
    if any(m.plan is not None for m in rows):
        series.append(_line(actor, _("plan"), [m.plan for m in rows], "plan"))
    if view.own_people and view.own_said == view.own_people:
        series.append(_line(actor, _("people's own"), [m.own for m in rows], "own"))
    head = amounts.unit(actor, currency)
    names, table = [s["name"] for s in series if s["style"] != "band"], _rows(rows, series)
    _joined(rows, series)
    data = {
        "kind": "line",
        "title": title,
        "unit": head,
        "categories": [f"{m.month:%Y-%m}" for m in rows],
        "series": series,
        "decimals": 0 if actor.amount_unit == "yuan" else 1,
    }
    found = {"id": "chart-forecast", "title": title, "unit": head, "data": data, "tall": True}
    return {**found, "columns": [_("month"), *names], "rows": table}


def _rows(months: Sequence[Month], series: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The table behind the picture."""
    columns = [s["values"] for s in series if s["style"] != "band"]
    return [
        [f"{month.month:%Y-%m}", *(MISSING if value is None else f"{value:,.2f}" for value in values)]
        for month, *values in zip(months, *columns, strict=True)
    ]


def _joined(months: Sequence[Month], series: list[dict[str, Any]]) -> None:
    """Let forecast and bands begin where the last month that counted ended, so that the lines meet."""
    first = next((n for n, month in enumerate(months) if month.point is not None), 0)
    start = series[2]["values"][first - 1] if first else None
    for one in series[:2]:
        one["values"][first - 1] = one["low"][first - 1] = start
    series[3]["values"][first - 1] = start


def _mean(point: ForecastPoint | None) -> int | None:
    return None if point is None else point.mean


def _number(actor: Actor, cents: int | None) -> float | None:
    value = scaled(actor, cents)
    return None if value is None else float(round(value, 4))


def _line(actor: Actor, name: str, values: Sequence[int | None], style: str) -> dict[str, Any]:
    return {"name": name, "values": [_number(actor, v) for v in values], "style": style}


def _band(actor: Actor, view: View, name: str, low: str, high: str) -> dict[str, Any]:
    points = [m.point for m in view.months]
    return {
        "name": name,
        "style": "band",
        "values": [None if p is None else _number(actor, getattr(p, high)) for p in points],
        "low": [None if p is None else _number(actor, getattr(p, low)) for p in points],
    }


def table(actor: Actor, view: View) -> list[dict[str, Any]]:
    """The months ahead in figures."""
    return [
        {
            "month": f"{m.month:%Y-%m}",
            "mean": cell(actor, m.point.mean),
            "between80": f"{cell(actor, m.point.low80)} – {cell(actor, m.point.high80)}",
            "between95": f"{cell(actor, m.point.low95)} – {cell(actor, m.point.high95)}",
            "base": cell(actor, m.point.base_mean),
            "naive": cell(actor, naive_of(actor, m.point)),
            "plan": cell(actor, m.plan),
            "own": cell(actor, m.own),
            "pipeline": cell(actor, m.pipeline),
            "actual": cell(actor, m.actual),
        }
        for m in view.months
        if m.point is not None
    ]
