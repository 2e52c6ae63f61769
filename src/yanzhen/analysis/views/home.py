"""The first page: what waits, how we stand, where it comes from; cut to the viewer's reach."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from yanzhen.analysis.queries import home as homes
from yanzhen.analysis.views import charts, drill, findings, words
from yanzhen.figures.calc.figures import Change
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import dimensions as dims
from yanzhen.platform import amounts, warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.golive import data as golive_data
from yanzhen.platform.pages import waiting as waits
from yanzhen.receivables.queries import invoices

PERIODS = ("month", "quarter", "year", "rolling")


def period_name(kind: str) -> str:
    names = {
        "month": _("This month"),
        "quarter": _("This quarter"),
        "year": _("This year"),
        "rolling": _("Last 12 months"),
    }
    return names[kind]


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Figures for those who may see sales; for the others what they may open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.can("platform.go_live") and golive_data.is_empty():
        return redirect("golive:home")
    context: dict[str, Any] = {"page": {"title": _("Today")}, "waiting": waits.of(actor)}
    if not actor.can(VIEW_SALES):
        return render(request, "analysis/home_plain.html", context)
    kind = request.GET.get("period", "month")
    kind = kind if kind in PERIODS else "month"
    try:
        found = homes.home(
            actor, today=timezone.localdate(), kind=kind, currency=request.GET.get("currency", "").strip()[:3]
        )
    except warehouse.NotReady:
        return render(request, "analysis/preparing.html", context, status=503)
    if found is None:
        context["can_import"] = actor.can("platform.run_import")
        return render(request, "analysis/home_empty.html", context)
    return render(request, "analysis/home.html", {**context, **described(actor, found)})


def overdue(actor: Actor) -> list[dict[str, Any]]:
    """Money past its due day."""
    if not actor.can("receivables.view_invoice"):
        return []
    today = timezone.localdate()
    found = []
    for late in invoices.overdue(actor, today):
        amount = amounts.table(actor, late.amount)
        text = ngettext(
            "{number} invoice is past its due day", "{number} invoices are past their due day", late.invoices
        )
        query = urlencode(
            {
                "open": "true",
                "due_on_to": (today - date.resolution).isoformat(),
                "currency": late.currency,
                "sort": "due_on",
            }
        )
        found.append(
            {
                "text": text.format(number=f"{late.invoices:,}"),
                "figure": amounts.with_unit(actor, amount, late.currency),
                "url": f"{reverse('receivables:invoice_list')}?{query}",
            }
        )
    return found


waits.add(overdue, order=80)


def described(actor: Actor, found: homes.Home) -> dict[str, Any]:
    """Everything the template shows."""
    direction = found.net[found.kind].direction
    codes = list(found.breakdowns)
    panels = [
        {
            "chart": charts.bars(
                actor,
                comparison,
                found.currency,
                findings.part(actor, comparison, found.currency, direction, with_causes=n == 0 and code != "customer"),
                [drill.row_url(code, row.keys[code], found.period, found.currency, {}) for row in comparison.rows],
            ),
            "label": dims.DIMENSIONS[code].label,
            "more": words.explorer((code,), found.period, found.currency),
        }
        for n, (code, comparison) in enumerate((c, found.breakdowns[c]) for c in codes)
    ]
    return {
        "tabs": [
            {
                "label": period_name(kind),
                "url": _address(kind, found.currency, found),
                "is_current": kind == found.kind,
                "figure": _net_card(actor, found, kind),
            }
            for kind in PERIODS
        ],
        "cards": _cards(actor, found),
        "period_label": words.period(found.period),
        "previous_label": words.period(found.period.year_before()),
        "trend": charts.trend(actor, found.trend, found.currency, findings.trend(found.trend)),
        "trend_unit": amounts.unit(actor, found.currency),
        "panels": panels,
        "movers": [_movers(actor, found, m) for m in found.movers],
        "currencies": [
            {"code": code, "url": _address(found.kind, code, found), "is_current": code == found.currency}
            for code in found.currencies
        ]
        if len(found.currencies) > 1
        else [],
        "as_of": words.day(found.as_of) if found.is_past else "",
        "fresh": freshness(),
    }


def freshness() -> dict[str, Any] | None:
    """How fresh the figures are, in words."""
    state = warehouse.freshness()
    if state is None:
        return None
    text = _("Figures as of {moment}").format(moment=words.moment(state.at))
    if state.pending:
        waits = ngettext("{number} change is on its way", "{number} changes are on their way", state.pending)
        text = f"{text} · {waits.format(number=state.pending)}"
    return {"label": text, "late": state.failing > 0}


def _address(kind: str, currency: str, found: homes.Home) -> str:
    given = {"period": kind}
    if len(found.currencies) > 1:
        given["currency"] = currency
    return f"?{urlencode(given)}"


def _working(figure: str, found: homes.Home, kind: str = "") -> str:
    given = {"figure": figure, "period": kind or found.kind, "currency": found.currency}
    return f"{reverse('analysis:working')}?{urlencode(given)}"


def _net_card(actor: Actor, found: homes.Home, kind: str) -> dict[str, Any]:
    change = found.net[kind]
    return {
        "label": period_name(kind),
        "value": words.short(actor, change.now),
        "unit": amounts.unit(actor, found.currency),
        "delta": words.delta(change, _("on the year before")),
        "url": _working("net_sales", found, kind),
    }


def _cards(actor: Actor, found: homes.Home) -> list[dict[str, Any]]:
    """The figures of the chosen period."""
    new = Change(found.customers[0].new, found.customers[1].new)
    lost = Change(found.customers[0].lost, found.customers[1].lost)
    orders = found.total.count("orders") if found.total else Change(0, 0)
    active = found.total.count("customers") if found.total else Change(0, 0)
    return [
        *_margin_cards(actor, found),
        _count_card(pgettext("measure", "Orders"), "orders", orders, found),
        _count_card(_("Active customers"), "customers", active, found),
        _count_card(_("New customers"), "new", new, found),
        _count_card(_("Lost customers"), "lost", lost, found),
    ]


def _count_card(label: str, figure: str, change: Change, found: homes.Home) -> dict[str, Any]:
    return {
        "label": label,
        "value": words.count(change.now),
        "delta": words.delta(change),
        "url": _working(figure, found),
    }


def _margin_cards(actor: Actor, found: homes.Home) -> list[dict[str, Any]]:
    if found.total is None or "margin" not in found.total.now:
        return [{"label": _("Margin"), "masked": True}, {"label": _("Margin rate"), "masked": True}]
    now, before = found.total.margins()
    known = {"label": _("Margin"), "unit": amounts.unit(actor, found.currency), "url": _working("margin", found)}
    rate = {"label": _("Margin rate"), "url": _working("margin_rate", found)}
    if now.margin is None:
        unknown = _("no cost known")
        return [{**known, "value": None, "unit": "", "hint": unknown}, {**rate, "value": None, "hint": unknown}]
    change = Change(now.margin, before.margin or 0)
    return [
        {**known, "value": words.short(actor, now.margin), "delta": words.delta(change)},
        {**rate, "value": words.percent(now.rate), "delta": words.points(now.rate, before.rate)},
    ]


def _movers(actor: Actor, found: homes.Home, movers: homes.Movers) -> dict[str, Any]:
    """Two short tables: who rose and who fell most."""
    code = movers.dimension
    sides = []
    for label, comparison, direction in ((_("Rose most"), movers.rose, "up"), (_("Fell most"), movers.fell, "down")):
        rows = [
            {
                "name": comparison.name(code, row.keys[code]),
                "url": drill.row_url(code, row.keys[code], found.period, found.currency, {}),
                "now": words.table(actor, row.net.now),
                "change": words.table(actor, row.net.difference),
                "sign": "+" if row.net.difference > 0 else "",
                "delta": words.delta(row.net),
                "direction": direction,
            }
            for row in comparison.rows
            if row.net.direction == direction
        ]
        sides.append({"label": label, "rows": rows})
    title = _("Customers that moved") if code == "customer" else _("Products that moved")
    return {"title": title, "sides": sides, "unit": amounts.unit(actor, found.currency)}
