"""The explorer's table as a file, with typed cells."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.figures.queries import dimensions as dims
from yanzhen.figures.queries.comparisons import Comparison, Row
from yanzhen.lib.money import from_cents
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import Permit
from yanzhen.platform.pages import exports


def answer(permit: Permit, actor: Actor, found: Comparison) -> HttpResponse:
    """Exactly the columns of the page; amounts in full."""
    with_margin = actor.can(masks.MARGIN)
    return exports.answer(permit, "sales", _heads(found, with_margin), _values(found, with_margin))  # type: ignore[return-value]


def _heads(found: Comparison, with_margin: bool) -> list[str]:
    heads = []
    for code in found.by:
        dim = dims.DIMENSIONS[code]
        if not dim.is_time:
            heads.append(_("{thing}: code").format(thing=dim.label))
        heads.append(str(dim.label))
    heads += [_("net sales"), _("year before"), _("change"), _("change in %")]
    heads += [_("margin"), _("margin rate in %")] if with_margin else []
    return [*heads, pgettext("measure", "orders"), _("quantity"), _("active customers")]


def _values(found: Comparison, with_margin: bool) -> Iterator[list[Any]]:
    for row in found.rows:
        cells: list[Any] = []
        for code in found.by:
            if not dims.DIMENSIONS[code].is_time:
                cells.append(found.labels[code][row.keys[code]].code)
            cells.append(found.name(code, row.keys[code]))
        yield [*cells, *_figures(row, with_margin)]


def _figures(row: Row, with_margin: bool) -> list[Any]:
    rate = row.net.rate
    figures: list[Any] = [
        from_cents(row.net.now),
        from_cents(row.net.before),
        from_cents(row.net.difference),
        None if rate is None else rate * 100,
    ]
    if with_margin:
        margin, _before = row.margins()
        figures += [from_cents(margin.margin), None if margin.rate is None else margin.rate * 100]
    return [*figures, row.now["orders"], Decimal(row.now["quantity"]).scaleb(-3), row.now["customers"]]
