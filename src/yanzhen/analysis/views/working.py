"""The working of a figure: its formula, what went into it, its period and moment, and the documents behind it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.analysis.queries import home as homes
from yanzhen.analysis.views import drill, words
from yanzhen.analysis.views.home import PERIODS, freshness, period_name
from yanzhen.figures.calc.figures import Change
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import comparisons, sales
from yanzhen.lib.periods import Period, shifted, to_date
from yanzhen.platform import masks, warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import needs


@dataclass(frozen=True)
class Figure:
    """A figure that can show its working."""

    label: Any
    formula: Any
    mask: str = ""


FIGURES = {
    "net_sales": Figure(
        gettext_lazy("Net sales"),
        gettext_lazy("Sum of the net amounts of all lines of confirmed and completed orders; returns count negative."),
    ),
    "margin": Figure(
        gettext_lazy("Margin"),
        gettext_lazy("Net amount less cost, summed over the lines whose cost is known."),
        masks.MARGIN,
    ),
    "margin_rate": Figure(
        gettext_lazy("Margin rate"),
        gettext_lazy("Margin over the net sales of the lines whose cost is known."),
        masks.MARGIN,
    ),
    "orders": Figure(
        pgettext_lazy("measure", "Orders"),
        gettext_lazy("Number of confirmed and completed orders; returns are not counted."),
    ),
    "customers": Figure(
        gettext_lazy("Active customers"),
        gettext_lazy("Number of different customers with such an order in the period."),
    ),
    "new": Figure(
        gettext_lazy("New customers"),
        gettext_lazy("Customers whose first order of all that you may see falls in the period."),
    ),
    "lost": Figure(
        gettext_lazy("Lost customers"),
        gettext_lazy("Customers whose last order became twelve months old in the period, with none since."),
    ),
}


@require_GET
@needs(VIEW_SALES)
def working(request: HttpRequest) -> HttpResponse:
    """One figure of the home, taken apart."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    code, kind = request.GET.get("figure", ""), request.GET.get("period", "month")
    if code not in FIGURES or kind not in PERIODS:
        raise Http404
    figure = FIGURES[code]
    if figure.mask and not actor.can(figure.mask):
        raise PermissionDenied(figure.mask)
    page: dict[str, Any] = {"title": str(figure.label)}
    today = timezone.localdate()
    try:
        spans = homes.currencies(actor, today)
    except warehouse.NotReady:
        return render(request, "analysis/preparing.html", {"page": page}, status=503)
    span = next((s for s in spans if s.currency == request.GET.get("currency")), spans[0] if spans else None)
    if span is None:
        return render(request, "analysis/home_empty.html", {"page": page})
    as_of, _is_past = homes.standpoint(span, today)
    period = to_date(kind, as_of)
    context = {
        "page": page,
        "figure": figure,
        "period_kind": period_name(kind),
        "period_label": words.period(period),
        "previous_label": words.period(period.year_before()),
        "inputs": _inputs(actor, code, span.currency, period),
        "orders_url": drill.orders_url(_documents(code, period), span.currency, {}),
        "explorer_url": words.explorer(
            ("customer",) if code in {"customers", "new", "lost"} else ("region",), period, span.currency
        ),
        "fresh": freshness(),
        "reach": _reach(actor),
    }
    return render(request, "analysis/working.html", context)


def _documents(code: str, period: Period) -> Period:
    """The orders behind a figure; those of lost customers lie a year back."""
    if code != "lost":
        return period
    months = -comparisons.LOST_AFTER_MONTHS
    return Period(shifted(period.start, months), shifted(period.end, months))


def _reach(actor: Actor) -> str:
    reach = actor.reach(VIEW_SALES)
    if reach.everything:
        return _("all sales")
    if reach.unit_ids:
        return _("sales of your units and people")
    return _("sales of your people") if len(reach.employee_ids) > 1 else _("your own sales")


def _inputs(actor: Actor, code: str, currency: str, period: Period) -> list[dict[str, str]]:
    """What the figure is made of, now and a year before."""
    if code in {"new", "lost"}:
        asked = sales.Request(currency=currency)
        now, before = comparisons.customers(actor, asked, period)
        change = Change(getattr(now, code), getattr(before, code))
        return [_line(FIGURES[code].label, words.count(change.now), words.count(change.before), is_result=True)]
    with_margin = actor.can(masks.MARGIN)
    measures = ("net_sales", "orders", "customers", "lines", *(("margin",) if with_margin else ()))
    rows = comparisons.compare(actor, sales.Request(currency=currency, measures=measures), period).rows
    if not rows:
        return []
    return (
        _margin_lines(rows[0], code, currency) if code.startswith("margin") else _plain_lines(rows[0], code, currency)
    )


def _line(label: Any, now: str, before: str, *, is_result: bool = False) -> dict[str, Any]:
    return {"label": str(label), "now": now, "before": before, "is_result": is_result}


def _plain_lines(row: comparisons.Row, code: str, currency: str) -> list[dict[str, Any]]:
    lines = [_line(pgettext("measure", "order lines"), words.count(row.now["lines"]), words.count(row.before["lines"]))]
    if code == "net_sales":
        change = row.net
        return [
            *lines,
            _line(
                FIGURES[code].label,
                words.exact(change.now, currency),
                words.exact(change.before, currency),
                is_result=True,
            ),
            _line(_("change"), words.exact(change.difference, currency), ""),
            _line(_("change over the year before"), words.percent(change.rate, signed=True), ""),
        ]
    found = row.count(code)
    return [*lines, _line(FIGURES[code].label, words.count(found.now), words.count(found.before), is_result=True)]


def _margin_lines(row: comparisons.Row, code: str, currency: str) -> list[dict[str, Any]]:
    now, before = row.margins()
    lines = [
        _line(_("net sales"), words.exact(now.net, currency), words.exact(before.net, currency)),
        _line(
            _("of that with known cost"),
            words.exact(now.covered_net, currency),
            words.exact(before.covered_net, currency),
        ),
        _line(_("share with known cost"), words.percent(now.coverage), words.percent(before.coverage)),
        _line(
            _("margin"),
            words.exact(now.margin, currency),
            words.exact(before.margin, currency),
            is_result=code == "margin",
        ),
    ]
    rate = _line(_("margin rate"), words.percent(now.rate, 2), words.percent(before.rate, 2), is_result=True)
    return [*lines, rate] if code == "margin_rate" else lines
