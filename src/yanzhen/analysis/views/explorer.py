"""The explorer: any cut, any filter, any period, beside the year before; every figure leads on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.analysis import forms
from yanzhen.analysis.permissions import EXPORT_SALES
from yanzhen.analysis.queries import home as homes
from yanzhen.analysis.views import charts, drill, exporting, rows, words
from yanzhen.analysis.views.home import freshness
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import comparisons, sales
from yanzhen.figures.queries import dimensions as dims
from yanzhen.figures.queries.comparisons import Comparison
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, shifted, to_date
from yanzhen.platform import amounts, masks, warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.exporting.permits import Wanted
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.pages.views import needs
from yanzhen.platform.trail import reading

SHOWN, CHARTED = 200, 15
DEFAULT_BY = ("region",)
PRESETS = ("month", "quarter", "year", "rolling")


@dataclass(frozen=True)
class Question:
    """The address, read and made complete."""

    by: tuple[str, ...]
    period: Period
    currency: str
    currencies: list[str]
    filters: Mapping[str, tuple[str, ...]]
    sort: str
    as_of: date

    def url(self, **changes: Any) -> str:
        """The address of this question with something changed."""
        q = replace(self, **changes)
        more = {"sort": q.sort} if q.sort != "net" else {}
        return words.explorer(q.by, q.period, q.currency, q.filters, **more)


def question_of(actor: Actor, parameters: Mapping[str, str]) -> Question | None:
    """Read the address; None when there are no sales in reach."""
    known = {name: text for name, text in parameters.items() if name in {*forms.PARAMETERS, "format"}}
    by = forms.words(known.get("by", "")) or DEFAULT_BY
    for code in by:
        dims.dimension(code)
    if len(by) > 3 or len(set(by)) < len(by):
        raise RuleBroken(_("Name each dimension once, and at most {most}.").format(most=3), field="by")
    sort = known.get("sort", "") or "net"
    if sort not in comparisons.SORTS:
        raise RuleBroken(_("“{code}” cannot be sorted by.").format(code=sort[:40]), field="sort")
    today = timezone.localdate()
    spans = homes.currencies(actor, today)
    if not spans:
        return None
    asked = forms.currency(known.get("currency", ""))
    span = next((s for s in spans if s.currency == asked), spans[0])
    as_of, _past = homes.standpoint(span, today)
    filters = forms.filters_of(known)
    for code, keys in filters.items():
        dims.parsed(dims.DIMENSIONS[code], keys)
    period = _period(known, to_date("rolling", as_of))
    return Question(by, period, span.currency, [s.currency for s in spans], filters, sort, as_of)


def _period(known: Mapping[str, str], usual: Period) -> Period:
    start, end = forms.day(known.get("from", ""), "from"), forms.day(known.get("to", ""), "to")
    if start is None and end is None:
        return usual
    end = end or max(usual.end, start or usual.end)
    start = start or min(usual.start, end)
    if end < start:
        raise RuleBroken(_("The period ends before it starts."), field="to")
    if start.year < 2:
        raise RuleBroken(_("The period starts too early."), field="from")
    return Period(start, end)


@require_GET
@needs(VIEW_SALES)
def explore(request: HttpRequest) -> HttpResponse:
    """The page, or with `format` a file of exactly what it shows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: dict[str, Any] = {"title": _("Sales analysis")}
    try:
        question = question_of(actor, request.GET.dict())
        if question is None:
            return render(request, "analysis/home_empty.html", {"page": page})
        if "format" in request.GET:
            return _export(request, actor, question, request.GET["format"])
        return render(request, "analysis/sales.html", {"page": page, **_described(actor, question)})
    except RuleBroken as broken:
        if isinstance(broken, warehouse.NotReady):
            return render(request, "analysis/preparing.html", {"page": page}, status=503)
        context = {"page": page, "errors": [str(m) for m in broken.errors.values()], "start": reverse("analysis:sales")}
        return render(request, "analysis/refused.html", context, status=broken.status)


def ask(actor: Actor, question: Question, limit: int) -> tuple[Comparison, Comparison]:
    """The rows and the total of a question."""
    with_margin = actor.can(masks.MARGIN)
    measures = ("net_sales", "orders", "quantity", "customers", *(("margin",) if with_margin else ()))
    asked = sales.Request(
        by=question.by, measures=measures, filters=question.filters, currency=question.currency, limit=limit
    )
    found = comparisons.compare(actor, asked, question.period, sort=question.sort)
    return found, comparisons.compare(actor, replace(asked, by=()), question.period)


def _export(request: HttpRequest, actor: Actor, question: Question, file_format: str) -> HttpResponse:
    if not actor.can(EXPORT_SALES):
        raise PermissionDenied(EXPORT_SALES)
    reading.may_export(request)
    found, _total = ask(actor, question, sales.MAX_LIMIT)
    papers.check(file_format, found.total)
    wanted = Wanted(
        title=_("Sales analysis"),
        rows=found.total,
        file_format=file_format,
        noun="analysis.sales",
        query=question.url().partition("?")[2],
        reason=request.GET.get("reason", ""),
        address=address_of(request),
    )
    return exporting.answer(permits.permit(wanted, actor=actor), actor, found)


def _described(actor: Actor, question: Question) -> dict[str, Any]:
    found, total = ask(actor, question, SHOWN)
    shown = [
        rows.described(actor, row, question.currency, _cells(found, row, question), _own_url(question, row))
        for row in found.rows
    ]
    heads = rows.heads(actor, question.currency)
    return {
        "q": question,
        "dimension_heads": [dims.DIMENSIONS[code].label for code in question.by],
        "heads": heads,
        "rows": shown,
        "span": len(question.by),
        "total_cells": rows.cells(actor, total.rows[0], question.currency) if total.rows else [],
        "count_label": _("{shown} of {total} rows").format(shown=f"{len(shown):,}", total=f"{found.total:,}"),
        "chart": _chart(actor, question, found) if found.rows else None,
        "cuts": _cuts(question),
        "second_cuts": _second_cuts(question),
        "chips": _chips(question),
        "clear_url": question.url(filters={}) if question.filters else "",
        "presets": _presets(question),
        "sorts": _sorts(question),
        "currencies": [
            {"code": c, "url": question.url(currency=c), "is_current": c == question.currency}
            for c in question.currencies
        ],
        "period_label": words.period(question.period),
        "previous_label": words.period(question.period.year_before()),
        "orders_url": drill.orders_url(question.period, question.currency, question.filters),
        "export_url": f"{question.url()}&format=xlsx" if actor.can(EXPORT_SALES) else "",
        "hidden": _hidden(question),
        "fresh": freshness(),
        "unit": amounts.unit(actor, question.currency),
    }


def _hidden(question: Question) -> list[tuple[str, str]]:
    """What the period form carries along."""
    given = [("by", ",".join(question.by)), ("currency", question.currency), ("sort", question.sort)]
    return given + [(code, ",".join(keys)) for code, keys in question.filters.items()]


def _cells(found: Comparison, row: comparisons.Row, question: Question) -> list[dict[str, Any]]:
    return [
        {
            "text": found.name(code, row.keys[code]),
            "url": drill.row_url(code, row.keys[code], question.period, question.currency, question.filters),
            "label": dims.DIMENSIONS[code].label,
        }
        for code in question.by
    ]


def _own_url(question: Question, row: comparisons.Row) -> str:
    """The orders that make up exactly this row."""
    period, filters = question.period, dict(question.filters)
    for code in question.by:
        key = row.keys[code]
        if dims.DIMENSIONS[code].is_time:
            assert key is not None
            period = drill.within(period, dims.period_of(code, key))
        else:
            filters[code] = (str(words.key(key)),)
    return drill.orders_url(period, question.currency, filters)


def _chart(actor: Actor, question: Question, found: Comparison) -> dict[str, Any]:
    is_line = dims.DIMENSIONS[question.by[0]].is_time and len(question.by) == 1
    charted = found.rows if is_line else found.rows[:CHARTED]
    names = [" · ".join(found.name(code, row.keys[code]) for code in question.by) for row in charted]
    links = [_cells(found, row, question)[0]["url"] for row in charted]
    kind = "bar" if is_line and len(charted) <= 8 else "line" if is_line else "hbar"
    head = " · ".join(str(dims.DIMENSIONS[code].label) for code in question.by)
    title = _("Net sales by {cut}").format(cut=head)
    if len(charted) < found.total:
        title = _("Net sales by {cut}, the first {number}").format(cut=head, number=len(charted))
    now, before = [row.net.now for row in charted], [row.net.before for row in charted]
    return charts.chart(actor, "chart-sales", kind, title, question.currency, names, now, before, links, head)


def _cuts(question: Question) -> list[dict[str, Any]]:
    rest = question.by[1:]
    return [
        {
            "code": dim.code,
            "label": dim.label,
            "url": question.url(by=(dim.code, *(c for c in rest if c != dim.code))),
            "is_current": dim.code == question.by[0],
        }
        for dim in dims.DIMENSIONS.values()
    ]


def _second_cuts(question: Question) -> list[dict[str, Any]]:
    first = question.by[0]
    second = question.by[1] if len(question.by) > 1 else ""
    none = {"code": "", "label": _("nothing else"), "url": question.url(by=(first,)), "is_current": not second}
    return [
        none,
        *(
            {
                "code": dim.code,
                "label": dim.label,
                "url": question.url(by=(first, dim.code)),
                "is_current": dim.code == second,
            }
            for dim in dims.DIMENSIONS.values()
            if dim.code != first
        ),
    ]


def _chips(question: Question) -> list[dict[str, str]]:
    found = []
    for code, given in question.filters.items():
        dim = dims.DIMENSIONS[code]
        keys = dims.parsed(dim, given)
        if dim.write is not None:
            names: Sequence[str] = [str(text) for text in given]
        else:
            labels = dims.labels(dim, keys)
            names = [labels[key].text for key in keys]
        rest = {c: k for c, k in question.filters.items() if c != code}
        found.append({"label": str(dim.label), "value": ", ".join(names), "remove_url": question.url(filters=rest)})
    return found


def _presets(question: Question) -> list[dict[str, Any]]:
    names = {
        "month": _("Month"),
        "quarter": _("Quarter"),
        "year": _("Year"),
        "rolling": _("12 months"),
    }
    found = {names[kind]: to_date(kind, question.as_of) for kind in PRESETS}
    last_year = date(question.as_of.year - 1, 1, 1)
    found[_("Year before")] = Period(last_year, shifted(last_year, 12).replace(month=1, day=1) - date.resolution)
    return [
        {"label": label, "url": question.url(period=period), "is_current": period == question.period}
        for label, period in found.items()
    ]


def _sorts(question: Question) -> list[dict[str, Any]]:
    if any(dims.DIMENSIONS[code].is_time for code in question.by):
        return []
    names = {
        "net": _("most sales"),
        "rise": _("rose most"),
        "fall": _("fell most"),
        "before": _("most the year before"),
    }
    return [
        {"label": label, "url": question.url(sort=code), "is_current": code == question.sort}
        for code, label in names.items()
    ]
