"""The deal flow between two dates: what came in, moved, slipped and left, to the cent."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from yanzhen.crm.calc.pipeline.flow import MOVEMENTS, Flow, Part
from yanzhen.crm.enums.pipeline import PART_LABELS
from yanzhen.crm.forms.pipeline import FlowAsked, flow_asked, last_month
from yanzhen.crm.lists import pipeline_files as files
from yanzhen.crm.queries.pipeline_reports import FlowReport, entries_of, flow_report
from yanzhen.crm.views.pipeline import bar
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, month_end, month_start, shifted, to_date
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.views import actor_of, needs

PAGE = "crm:pipeline_flow"
TITLE = gettext_lazy("Deal flow")
NOTHING = Decimal(0)
OPTIONAL = frozenset({Part.REOPENED})


@require_GET
@needs("crm.view_opportunity")
def flow(request: HttpRequest) -> HttpResponse:
    """The page; with `part` also the opportunities behind a figure, with `format` a file."""
    actor = actor_of(request)
    try:
        asked = flow_asked(actor, request.GET.dict())
        report = flow_report(actor, asked.narrowed, asked.period, asked.horizon)
        currency = asked.currency or (report.currencies[0] if report.currencies else "CNY")
        if "format" in request.GET:
            wanted = files.Door(permits.PAGE, request.GET["format"])
            return files.flow_file(request, actor, report, asked, currency, wanted)
    except RuleBroken as broken:
        return bar.refused(request, broken, str(TITLE), PAGE)
    return render(request, "crm/pipeline/flow.html", described(actor, asked, report, currency))


def described(actor: Actor, asked: FlowAsked, report: FlowReport, currency: str) -> dict[str, Any]:
    """The page as plain data."""
    sheet = report.of(currency)
    address = {**asked.address, "currency": currency}
    part = Part(asked.part) if asked.part else None
    return {
        "page": {"title": _("Deal flow")},
        "tabs": bar.tabs(actor, PAGE),
        "asked": asked,
        "filters": bar.filters(actor, asked),
        "presets": _presets(asked),
        "untils": [
            {"code": code, "label": label, "is_here": code == asked.until}
            for code, label in (
                ("month", _("expected until the end of the month")),
                ("quarter", _("expected until the end of the quarter")),
                ("year", _("expected until the end of the year")),
                ("all", _("expected at any time")),
            )
        ],
        "currencies": bar.currencies(PAGE, address, report.currencies, currency),
        "exports": bar.exports(actor, PAGE, asked.address),
        "unit": amounts.unit(actor, currency),
        "eve": asked.period.start - timedelta(days=1),
        "horizon": asked.horizon,
        "title": finding(actor, sheet),
        "rows": _rows(actor, address, sheet) if sheet else [],
        "known_since": report.known_since if report.known_since and report.known_since > asked.period.start else None,
        "behind": bar.behind(
            actor, PAGE, asked, address, str(PART_LABELS[part]), entries_of(sheet, part)
        ) if part else None,
    }  # fmt: skip


def _presets(asked: FlowAsked) -> list[dict[str, Any]]:
    today = timezone.localdate()
    quarter = to_date("quarter", today)
    before = shifted(quarter.start, -3)
    found = (
        (_("Last month"), last_month(today)),
        (_("This month"), Period(month_start(today), today)),
        (_("Last quarter"), Period(before, month_end(shifted(before, 2)))),
        (_("This quarter"), quarter),
    )
    return [
        {
            "label": label,
            "url": bar.url(PAGE, {**asked.address, "from": period.start.isoformat(), "to": period.end.isoformat()}),
            "is_here": period == asked.period,
        }
        for label, period in found
    ]


def finding(actor: Actor, sheet: Flow | None) -> str:
    """How the balance moved, and what moved it most."""
    if sheet is None:
        return _("Nothing was open in this time")
    opening, closing = sheet.figures[Part.OPENING].amount, sheet.figures[Part.CLOSING].amount
    change = closing - opening
    largest = max(MOVEMENTS, key=lambda part: abs(sheet.figures[part].amount))
    if not sheet.figures[largest].amount:
        return _("The balance did not move")
    text = _("The balance rose by {amount}") if change > 0 else _("The balance fell by {amount}")
    if not change:
        text = _("The balance is as it was")
    moved = text.format(amount=amounts.short(actor, abs(change)))
    most = _("most moved by “{part}” with {amount}").format(
        part=PART_LABELS[largest], amount=amounts.short(actor, sheet.figures[largest].amount)
    )
    return pgettext("a finding and its cause", "{moved}; {most}").format(moved=moved, most=most)


def _rows(actor: Actor, address: dict[str, str], sheet: Flow) -> list[dict[str, Any]]:
    """A bar for each figure, each beginning where the one before ended."""
    spans: list[tuple[Part, Decimal, Decimal]] = []
    level = NOTHING
    for part in Part:
        change = sheet.figures[part].amount
        start, end = (NOTHING, change) if part in {Part.OPENING, Part.CLOSING} else (level, level + change)
        spans.append((part, start, end))
        level = end
    low, high = min(NOTHING, *(min(s, e) for _p, s, e in spans)), max(max(s, e) for _p, s, e in spans)
    return [
        _row(actor, address, sheet, part, min(start, end) - low, abs(end - start), high - low)
        for part, start, end in spans
        if not (part in OPTIONAL and not sheet.figures[part].entries)
    ]


def _row(
    actor: Actor, address: dict[str, str], sheet: Flow, part: Part, left: Decimal, length: Decimal, whole: Decimal
) -> dict[str, Any]:
    figure = sheet.figures[part]
    is_balance = part in {Part.OPENING, Part.CLOSING}
    return {
        "label": PART_LABELS[part],
        "tone": "balance" if is_balance else "up" if figure.amount > 0 else "won" if part == Part.WON else "down",
        "x": bar.width(left, whole),
        "width": bar.width(length, whole),
        "amount": amounts.table(actor, figure.amount, signed=not is_balance),
        "count": f"{len(figure.entries):,}",
        "url": bar.url(PAGE, address, part=part.value) + "#behind" if figure.entries else "",
        "is_balance": is_balance,
    }
