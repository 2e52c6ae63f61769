"""The share of the market and the growth-share matrix."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.planning.forms.market import answer
from yanzhen.planning.queries.market_terms import Market
from yanzhen.planning.views import market_asking as asking
from yanzhen.planning.views import market_charts as charts
from yanzhen.planning.views import market_rows as rows
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation
from yanzhen.platform.pages.views import actor_of, needs

VIEW_MARKET = "planning.view_market"


def _page(request: HttpRequest, title: str, template: str, more: Any) -> HttpResponse:
    actor = actor_of(request)
    page: dict[str, Any] = {"title": title}
    try:
        found = answer(actor, request.GET.dict(), timezone.localdate())
    except warehouse.NotReady:
        return render(request, "planning/market/preparing.html", {"page": page}, status=503)
    context = {"page": page, **asking.bar(request, actor, found), **asking.notices(actor, found), **more(actor, found)}
    return render(request, template, context)


@require_GET
@needs(VIEW_MARKET)
def share(request: HttpRequest) -> HttpResponse:
    """Own sales, the industry and the rivals: the share, how it moved, and why."""

    def shown(actor: Actor, found: Market) -> dict[str, Any]:
        return {
            "cards": rows.cards(found.whole),
            "reading": rows.reading(actor, found, found.whole),
            "chart": charts.over_time(found) if sum(p.share is not None for p in found.points) > 1 else None,
            "heads": rows.heads(actor, found.question.currency),
            "rows": [rows.row(actor, found, line) for line in found.lines],
            "unknown": [rows.unknown(actor, found, line) for line in found.unknown],
            "steps": rows.steps(found),
        }

    return _page(request, _("Market share"), "planning/market/share.html", shown)


@require_GET
@needs(VIEW_MARKET)
def matrix(request: HttpRequest) -> HttpResponse:
    """Market growth against relative share: where to invest, hold, earn and leave."""

    def shown(actor: Actor, found: Market) -> dict[str, Any]:
        placed = [line for line in found.lines if found.field_of(line) is not None and line.now.own > 0]
        return {
            "chart": charts.matrix(actor, found, placed) if placed else None,
            "fields": rows.fields(actor, found, placed),
            "unplaced": [rows.unplaced(found, line) for line in found.lines if line not in placed],
            "can_set": actor.can("market.set_bounds"),
            "bounds_url": reverse("market:bounds"),
        }

    return _page(request, _("BCG matrix"), "planning/market/matrix.html", shown)


PLANNING = pgettext_lazy("navigation", "Planning")
navigation.add(
    navigation.Place(52, gettext_lazy("Market"), "chart-pie", "planning:market_share", VIEW_MARKET, section=PLANNING)
)
urlpatterns = [path("market/", share, name="market_share"), path("market/matrix/", matrix, name="market_matrix")]
