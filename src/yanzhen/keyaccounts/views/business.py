"""The business review with a customer: its own KPIs beside ours, on a page, on paper and as a PDF."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.keyaccounts.queries import agreements, business
from yanzhen.keyaccounts.views import reviews as wording
from yanzhen.keyaccounts.views import telling
from yanzhen.lib.money import MISSING
from yanzhen.lib.periods import month_start, shifted
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.pages.fields import written_number
from yanzhen.platform.pages.views import actor_of, needs

VIEW = "keyaccounts.view_agreement"
WIDTH, HEIGHT = 640, 128


@require_GET
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; with `?format=print` for the printer, with `?format=pdf` as a PDF where its libraries are there."""
    actor = actor_of(request)
    row = get_object_or_404(agreements.visible(actor), pk=pk)
    month = _month(request.GET.get("month", ""))
    found = business.of(row, month, timezone.localdate())
    context = {**_context(row, found), "agreement": row, "month": month.isoformat(), "pk": row.pk}
    wanted = request.GET.get("format", "")
    if wanted not in {"pdf", "print"}:
        context |= {
            "page": {"title": _("Business review: {customer}").format(customer=row.customer)},
            "trail": [
                (pgettext("contract", "Agreements"), reverse("keyaccounts:agreement_list")),
                (str(row), reverse("keyaccounts:agreement_record", args=[row.pk])),
            ],
            "earlier": shifted(month, -1).isoformat(),
            "later": shifted(month, 1).isoformat(),
            "chart": _chart(found, row.currency),
            "may_add": actor.can("keyaccounts.add_accountkpi"),
        }
        return render(request, "keyaccounts/business.html", context)
    return _paper(request, row, context, wanted)


def _paper(request: HttpRequest, row: Any, context: dict[str, Any], wanted: str) -> HttpResponse:
    title = _("Business review: {customer}").format(customer=row.customer)
    permit = permits.permit(
        permits.Wanted(
            title, rows=1, file_format=wanted, noun="keyaccounts.agreement", query=str(row.pk),
            address=request.META.get("REMOTE_ADDR", ""),
        ),
        actor=actor_of(request),
    )  # fmt: skip
    context |= {"title": title, "words": permit.words, "code": permit.code, "language": get_language()}
    if wanted == "pdf":
        try:
            return papers.pdf(_html(context, for_print=False), f"business-review-{row.number}")
        except OSError:
            context["notice"] = _("PDF needs libraries that are not installed here; print this page instead.")
    return HttpResponse(_html(context, for_print=True))


def _html(context: dict[str, Any], *, for_print: bool) -> str:
    return render_to_string("keyaccounts/business_paper.html", {**context, "for_print": for_print})


def _month(text: str) -> date:
    """The month asked for, else the last one that is over."""
    last = shifted(month_start(timezone.localdate()), -1)
    try:
        day = month_start(date.fromisoformat(text))
    except ValueError:
        return last
    return day if date(1950, 1, 1) <= day <= shifted(last, 1) else last


def _context(row: Any, found: business.Review) -> dict[str, Any]:
    return {
        "period": f"{telling.month(found.course[0]['month'])} – {telling.month(found.month)}",
        "finding": _finding(found, row.currency),
        "figures": _figures(found, row.currency),
        "months": [telling.month(one["month"]) for one in found.course],
        "rows": [
            {"month": telling.month(one["month"]),
             **{name: telling.money(one[name], row.currency) for name in ("actual", "before", "planned")}}
            for one in found.course
        ],
        "bars": _bars(found),
        "width": WIDTH,
        "height": HEIGHT,
        "kpis": [_kpi(one) for one in found.kpis],
        "kpi_months": [f"{m:%m}" for m in found.kpi_months],
        "groups": wording.groups(found.figures),
        "terms": [wording.term(one) for one in found.figures["terms"]],
    }  # fmt: skip


def _finding(found: business.Review, currency: str) -> str:
    now, old = found.year, found.year_before
    amount = telling.money(now, currency)
    if old <= 0:
        return _("{amount} ordered in twelve months").format(amount=amount)
    rate = (now - old) * 100 / old
    told = (
        _("{amount} ordered in twelve months, {rate} more than the year before")
        if rate >= 0
        else _("{amount} ordered in twelve months, {rate} less than the year before")
    )
    return told.format(amount=amount, rate=f"{abs(rate):.1f} %")


def _figures(found: business.Review, currency: str) -> list[dict[str, str]]:
    one = found.figures
    rate = (found.year - found.year_before) * 100 / found.year_before if found.year_before > 0 else None
    return [
        {"label": _("Ordered in twelve months"), "value": telling.money(found.year, currency),
         "hint": telling.growth(rate)},
        {"label": _("Ordered this month"), "value": telling.money(one["actual"], currency),
         "hint": telling.growth(one["growth"])},
        {"label": _("Fill rate"), "value": telling.percent(found.fill), "hint": _("since the agreement began")},
        {"label": _("Receivables"), "value": telling.money(one["owed"], currency),
         "hint": _("{amount} overdue").format(amount=telling.money(one["overdue"], currency))},
    ]  # fmt: skip


def _bars(found: business.Review) -> list[dict[str, Any]]:
    """The course as bars for paper: place and size in the picture, last year as a grey bar beside."""
    top = max((max(one["actual"], one["before"]) for one in found.course), default=Decimal(0)) or Decimal(1)
    step = WIDTH / len(found.course)
    room = HEIGHT - 24
    bars = []
    for n, one in enumerate(found.course):
        high, old = (round(float(max(one[k], 0) / top) * room, 1) for k in ("actual", "before"))
        bars.append({
            "x": f"{n * step + step * 0.5:.1f}", "y": f"{room - high:.1f}", "h": f"{high:.1f}",
            "old_x": f"{n * step + step * 0.16:.1f}", "old_y": f"{room - old:.1f}", "old_h": f"{old:.1f}",
            "w": f"{step * 0.32:.1f}", "label_x": f"{n * step + step * 0.5:.1f}", "label": f"{one['month']:%m}",
        })  # fmt: skip
    return bars


def _kpi(one: business.Kpi) -> dict[str, Any]:
    latest = next((v for v in reversed(one.values) if v is not None), None)
    is_met = (
        None if latest is None or one.goal is None else (latest >= one.goal) == one.is_better_high or latest == one.goal
    )
    return {
        "name": one.name, "unit": one.unit, "goal": MISSING if one.goal is None else written_number(one.goal),
        "values": [MISSING if v is None else written_number(v) for v in one.values],
        "latest": MISSING if latest is None else written_number(latest),
        "state": "" if is_met is None else _("goal met") if is_met else _("goal missed"),
        "tone": "good" if is_met else "bad", "url": reverse("keyaccounts:accountkpi_record", args=[one.key]),
        "points": _points(one.values),
    }  # fmt: skip


def _points(values: list[Decimal | None]) -> str:
    """A line of 120 × 28 through the values that are known."""
    known = [float(v) for v in values if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    wide = (high - low) or 1.0
    step = 116 / (len(values) - 1)
    return " ".join(
        f"{2 + n * step:.1f},{26 - (float(v) - low) / wide * 24:.1f}" for n, v in enumerate(values) if v is not None
    )


def _chart(found: business.Review, currency: str) -> dict[str, Any]:
    series: list[dict[str, Any]] = [
        {"name": _("last year"), "values": [float(one["before"]) for one in found.course], "style": "previous"},
        {"name": _("ordered"), "values": [float(one["actual"]) for one in found.course], "style": "actual"},
    ]
    if any(one["planned"] is not None for one in found.course):
        planned = [None if one["planned"] is None else float(one["planned"]) for one in found.course]
        series.append({"name": _("planned"), "values": planned, "style": "plan"})
    labels = [telling.month(one["month"]) for one in found.course]
    categories = [f"{one['month']:%y-%m}" for one in found.course]
    data = {
        "kind": "bar", "title": "", "unit": currency, "categories": categories, "series": series, "decimals": 0,
    }  # fmt: skip
    rows = [
        [label, *(telling.money(one[k], currency) for k in ("before", "actual", "planned"))]
        for label, one in zip(labels, found.course, strict=True)
    ]
    return {
        "id": "chart-business", "title": "", "unit": currency, "data": data,
        "columns": [_("Month"), _("last year"), _("ordered"), _("planned")], "rows": rows,
    }  # fmt: skip
