"""The call list of who is due to buy, and one prediction with its working."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.loyalty import nouns
from yanzhen.loyalty.models import NextPurchase
from yanzhen.loyalty.queries import purchase_words, purchases
from yanzhen.loyalty.services import purchases as services
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

VIEW = "loyalty.view_nextpurchase"
SHOWN, AHEAD = 100, 14


@require_GET
@needs(VIEW)
def due(request: HttpRequest) -> HttpResponse:
    """Who is expected to order by a day, the longest overdue first; with a number to call."""
    actor, today = actor_of(request), timezone.localdate()
    until, owner = _day(request.GET.get("until", ""), today), _key(request.GET.get("owner", ""))
    rows = purchases.due(actor, until, owner)
    total, found = rows.count(), list(rows[:SHOWN])
    context = {
        "page": {"title": _("Due to buy")},
        "groups": _groups(found, actor, today),
        "total": total,
        "shown_count": len(found),
        "until": until.isoformat(),
        "owner": owner,
        "owners": _owners(actor),
        "hits": purchase_words.hits(purchases.last_run()),
        "may_work_out": actor.can("loyalty.add_nextpurchase"),
    }
    return render(request, "loyalty/due.html", context)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today + timedelta(days=AHEAD)


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _owners(actor: Actor) -> list[tuple[Any, Any]]:
    found = list(choices.employees(actor)) if actor.can("organization.view_employee") else []
    return found if len(found) > 1 else []


def _groups(rows: list[NextPurchase], actor: Actor, today: date) -> list[dict[str, Any]]:
    """Overdue, this week, later; empty groups are left out."""
    numbers = purchase_words.phones([row.customer for row in rows], actor)
    week = today + timedelta(days=7)
    groups: dict[str, list[dict[str, Any]]] = {_("Overdue"): [], _("Within a week"): [], _("Later"): []}
    late, soon, later = groups.values()
    for row in rows:
        assert row.expected_on is not None
        into = late if row.expected_on < today else soon if row.expected_on <= week else later
        into.append(_call(row, numbers, today))
    return [{"label": label, "rows": found} for label, found in groups.items() if found]


def _call(row: NextPurchase, numbers: dict[int, str], today: date) -> dict[str, Any]:
    words, tone = purchase_words.when(row, today)
    return {
        "name": str(row.customer),
        "url": f"{reverse('crm:customer_record', args=[row.customer_id])}?tab=next",
        "owner": str(row.customer.owner or ""),
        "note": row.get_note_display() if row.note else "",
        "expected": row.expected_on.isoformat() if row.expected_on else "–",
        "when": words,
        "tone": tone,
        "between": f"{row.low_on} – {row.high_on}",
        "alive": "–" if row.alive is None else f"{row.alive:.0f} %",
        "last": row.last_on.isoformat() if row.last_on else "–",
        "phone": numbers.get(row.customer_id, ""),
    }


@require_GET
@needs(VIEW)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One prediction: intervals, shrinkage, items, and how often such predictions were right."""
    actor, noun = actor_of(request), nouns.PURCHASES
    row_or_404(noun, request, pk)
    row = purchases.whole(actor).get(pk=pk)
    reading.opened(request, noun, row)
    context = {
        "record": record_page(noun, row, request, actor),
        "noun": noun,
        "row": row,
        "trail": [(_("Due to buy"), reverse("loyalty:due"))],
        "shown": purchase_words.shown(row, actor),
        "hits": purchase_words.hits(purchases.last_run()),
    }
    return render(request, "loyalty/purchase.html", context)


@require_POST
@needs("loyalty.add_nextpurchase")
def work_out(request: HttpRequest) -> HttpResponse:
    """Have everything worked out anew by the worker."""
    services.work_out(actor=actor_of(request))
    messages.success(request, _("The next purchases are being worked out; the page shows them when that is done."))
    return redirect("loyalty:due")
