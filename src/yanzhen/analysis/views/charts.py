"""Comparisons as the chart template wants them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.analysis.views import words
from yanzhen.figures.queries import dimensions as dims
from yanzhen.figures.queries.comparisons import Comparison
from yanzhen.lib.periods import Period, month_end
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


def _number(actor: Actor, cents: int) -> float:
    value = words.scaled(actor, cents)
    return float(round(value, 4)) if value is not None else 0.0


def chart(
    actor: Actor,
    ident: str,
    kind: str,
    title: str,
    currency: str,
    categories: Sequence[str],
    now: Sequence[int],
    before: Sequence[int],
    links: Sequence[str | None],
    head: str,
    *,
    tall: bool = False,
) -> dict[str, Any]:
    """A chart of net sales beside the year before, with the table behind it."""
    unit = amounts.unit(actor, currency)
    series = [{"name": _("net sales"), "values": [_number(actor, v) for v in now], "style": "actual"}]
    if any(before):
        series.append({"name": _("year before"), "values": [_number(actor, v) for v in before], "style": "previous"})
    data = {
        "kind": kind,
        "title": title,
        "unit": unit,
        "categories": list(categories),
        "series": series,
        "links": list(links),
        "decimals": 0 if actor.amount_unit == "yuan" else 1,
    }
    rows = [
        [name, words.table(actor, a), words.table(actor, b)] for name, a, b in zip(categories, now, before, strict=True)
    ]
    columns = [head, f"{_('net sales')} ({unit})", _("year before")]
    return {"id": ident, "title": title, "unit": unit, "data": data, "columns": columns, "rows": rows, "tall": tall}


def bars(
    actor: Actor, comparison: Comparison, currency: str, title: str, links: Sequence[str | None]
) -> dict[str, Any]:
    """One bar for each thing."""
    code = comparison.by[0]
    names = [comparison.name(code, row.keys[code]) for row in comparison.rows]
    now, before = [row.net.now for row in comparison.rows], [row.net.before for row in comparison.rows]
    head = str(dims.DIMENSIONS[code].label)
    return chart(actor, f"chart-{code}", "hbar", title, currency, names, now, before, links, head)


def trend(actor: Actor, months: Sequence[tuple[date, int, int]], currency: str, title: str) -> dict[str, Any]:
    """Months as a line; a click opens the month by region."""
    names = [f"{month:%Y-%m}" for month, _now, _before in months]
    links = [words.explorer(("region",), Period(month, month_end(month)), currency) for month, _now, _before in months]
    now, before = [n for _m, n, _b in months], [b for _m, _n, b in months]
    return chart(actor, "chart-trend", "line", title, currency, names, now, before, links, _("month"), tall=False)
