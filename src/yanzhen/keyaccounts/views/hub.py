"""The account desk: plans that are due, terms that are not well, the shops of this week, reviews to close."""

from datetime import date
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from yanzhen.keyaccounts.enums import ChanceState, ReviewState
from yanzhen.keyaccounts.models import Agreement, MonthlyReview
from yanzhen.keyaccounts.queries import agreements, plans, reviews, stores, words
from yanzhen.keyaccounts.views import chances, telling
from yanzhen.lib.periods import month_start, shifted
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

SHOWN = 8


@require_GET
@needs("keyaccounts.view_agreement")
def page(request: HttpRequest) -> HttpResponse:
    """What the key-account manager opens in the morning."""
    actor, today = actor_of(request), timezone.localdate()
    rows, renew = list(agreements.in_force(actor, today)), list(agreements.to_renew(actor, today)[:SHOWN])
    due = plans.due(actor, today) if actor.can("keyaccounts.view_rollingplan") else []
    late = sum(d.standing.state == "late" for d in due)
    lines = agreements.at_risk(actor) if actor.can("keyaccounts.view_agreementcheck") else []
    context = {
        "page": {"title": _("Key accounts")},
        "has_agreements": bool(rows or renew),
        "renew": [_end(row, today) for row in renew],
        "may_add": actor.can("keyaccounts.add_agreement"),
        "may_plan": actor.can("keyaccounts.add_rollingplan"),
        "due": [telling.due(d) for d in due],
        "finding": _finding(late, len([x for x in lines if x.state == "broken"])) if rows else "",
        "risks": [
            {**words.shown(line, actor), "customer": str(line.self_check.agreement.customer),
             "url": reverse("keyaccounts:agreement_record", args=[line.self_check.agreement_id]) + "?tab=check"}
            for line in lines
        ],
        **_week(actor),
        **_reviews(actor, today),
    }  # fmt: skip
    context["figures"] = _figures(context, rows, late)
    return render(request, "keyaccounts/hub.html", context)


def _end(row: Agreement, today: date) -> dict[str, Any]:
    """When an agreement ends or has ended."""
    days = (row.valid_until - today).days
    if days < 0:
        told = ngettext("expired {n} day ago", "expired {n} days ago", -days).format(n=-days)
    else:
        told = _("ends today") if days == 0 else ngettext("ends in {n} day", "ends in {n} days", days).format(n=days)
    return {
        "name": str(row.customer), "number": row.number, "text": told,
        "period": f"{row.valid_from} – {row.valid_until}",
        "tone": "bad" if days < 0 else "warning", "url": reverse("keyaccounts:agreement_record", args=[row.pk]),
    }  # fmt: skip


def _finding(late: int, broken: int) -> str:
    told = []
    if late:
        told.append(ngettext("{n} rolling plan is late.", "{n} rolling plans are late.", late).format(n=late))
    if broken:
        told.append(ngettext("{n} term is broken.", "{n} terms are broken.", broken).format(n=broken))
    return " ".join(told) or _("All plans are in time and no term is broken.")


def _week(actor: Actor) -> dict[str, Any]:
    if not actor.can("keyaccounts.view_storeopportunity"):
        return {"shops": [], "shops_open": 0, "shops_worth": ""}
    found = stores.chances(actor).filter(state=ChanceState.OPEN)
    rows = list(found.order_by(F("potential").desc(nulls_last=True), "pk")[:SHOWN])
    return {
        "shops": [chances.row(row, actor) for row in rows],
        "shops_open": found.order_by().count(),
        "shops_worth": chances.amounts(stores.worth(actor)),
    }


def _reviews(actor: Actor, today: date) -> dict[str, Any]:
    """The reviews of the month that is over: closed, open, or not begun."""
    if not actor.can("keyaccounts.view_monthlyreview"):
        return {"reviews": [], "reviews_open": 0}
    month = shifted(month_start(today), -1)
    rows = agreements.covering(actor, month, month)
    known = {r.agreement_id: r for r in reviews.visible(actor).filter(month=month)}
    shown = [_review(row, known.get(row.pk), month.isoformat()) for row in rows]
    may = actor.can("keyaccounts.add_monthlyreview")
    return {
        "reviews": shown, "review_month": telling.month(month), "may_review": may,
        "reviews_open": sum(not one["closed"] for one in shown),
    }  # fmt: skip


def _review(row: Agreement, found: MonthlyReview | None, month: str) -> dict[str, Any]:
    url = reverse("keyaccounts:monthlyreview_record", args=[found.pk]) if found else ""
    add = reverse("keyaccounts:monthlyreview_add") + f"?agreement={row.pk}&month={month}"
    return {
        "name": str(row.customer), "owner": str(row.owner), "url": url, "add_url": add,
        "state": found.get_state_display() if found else "",
        "closed": found is not None and found.state == ReviewState.CLOSED,
    }  # fmt: skip


def _figures(context: dict[str, Any], rows: list[Agreement], late: int) -> list[dict[str, Any]]:
    list_url = reverse("keyaccounts:agreement_list") + "?state=in_force"
    return [
        {"label": _("Agreements in force"), "value": f"{len(rows):,}", "url": list_url},
        {"label": _("Rolling plans late"), "value": f"{late:,}", "url": "#plans"},
        {"label": _("Terms broken or at risk"), "value": f"{len(context['risks']):,}", "url": "#terms"},
        {"label": _("Open store opportunities"), "value": f"{context['shops_open']:,}",
         "hint": context["shops_worth"], "url": reverse("keyaccounts:week")},
        {"label": _("Reviews to close"), "value": f"{context['reviews_open']:,}", "url": "#reviews"},
    ]  # fmt: skip
