"""The pictures of the market: the share over time, and the matrix."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.market.calc.matrix import Field
from yanzhen.market.calc.share import rounded
from yanzhen.planning.queries import market_words as words
from yanzhen.planning.queries.market_terms import Line, Market
from yanzhen.planning.views.market_asking import address, period_words
from yanzhen.planning.views.market_rows import sales_url
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


def over_time(found: Market) -> dict[str, Any]:
    """The share by quarter or year; a click opens that period."""
    values = [None if p.share is None else float(rounded(Fraction(p.share) * 100, 2) or 0) for p in found.points]
    title = words.finding(found.whole)
    data = {
        "kind": "line",
        "title": title,
        "unit": "",
        "categories": [point.label for point in found.points],
        "series": [{"name": _("market share"), "values": values, "style": "actual"}],
        "links": [address(found.question, period=point.period) for point in found.points],
        "decimals": 1,
    }
    rows = [[point.label, words.percent(point.share, 2)] for point in found.points]
    return {
        "id": "chart-share",
        "title": title,
        "data": data,
        "columns": [pgettext("of a market figure", "period"), _("market share")],
        "rows": rows,
    }


def matrix(actor: Actor, found: Market, placed: Sequence[Line]) -> dict[str, Any]:
    """A bubble for each part: relative share across (the lead on the left), market growth up, own sales as its size."""
    q = found.question
    bubbles = [
        {
            "name": line.name,
            "x": _figure(line.reading.relative),
            "y": _figure((line.reading.market_growth or Fraction(1)) * 100),
            "size": float(line.now.own),
            "field": found.field_of(line),
            "told": [
                f"{_('own sales')}: {amounts.table(actor, line.now.own)} {amounts.unit(actor, q.currency)}",
                f"{_('market share')}: {words.percent(line.reading.share)}",
                f"{_('relative share')}: {words.ratio(line.reading.relative)}",
                f"{_('market growth')}: {words.percent(line.reading.market_growth)}",
            ],
            "url": sales_url(q, q.period, "product" if q.by == "category" else "category", line),
        }
        for line in placed
    ]
    title = _finding(found, placed)
    return {
        "id": "chart-matrix",
        "title": title,
        "data": {
            "title": title,
            "bubbles": bubbles,
            "cutX": float(found.bounds["relative_share"]),
            "cutY": float(found.bounds["growth"] * 100),
            "xName": _("relative share (own ÷ largest rival)"),
            "yName": _("market growth, year before = 100 %"),
            "fields": {field.value: str(words.FIELDS[field]) for field in Field},
        },
    }


def _figure(value: Fraction | None) -> float:
    return float(rounded(value or Fraction(0)) or 0)


def _finding(found: Market, placed: Sequence[Line]) -> str:
    """How much of sales stands on what: the largest field by own sales."""
    total = sum(line.now.own for line in placed)
    by_field = {f: sum(line.now.own for line in placed if found.field_of(line) is f) for f in Field}
    top = max(by_field, key=lambda f: by_field[f])
    part = words.percent(Fraction(by_field[top]) / Fraction(total), 0) if total else ""
    said = _("{part} of sales in {period} come from “{field}”")
    return said.format(part=part, period=period_words(found.question.period), field=words.FIELDS[top])
