"""The store opportunities of a week: prepared, worked off, carried over."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from yanzhen.keyaccounts.enums import ChanceState
from yanzhen.keyaccounts.lists import CHANCE_TONES
from yanzhen.keyaccounts.models import StoreOpportunity
from yanzhen.keyaccounts.queries import agreements, stores, words
from yanzhen.keyaccounts.services import chances
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

VIEW, ADD = "keyaccounts.view_storeopportunity", "keyaccounts.add_storeopportunity"
MOST = 200


@require_GET
@needs(VIEW)
def week(request: HttpRequest) -> HttpResponse:
    """The list of a week, the most valuable first, and how the weeks before went."""
    actor = actor_of(request)
    monday = _monday(request.GET.get("week", ""))
    this = stores.monday(timezone.localdate())
    rows = list(stores.of_week(actor, monday)[: MOST + 1])
    open_rows = [row for row in rows if row.state == ChanceState.OPEN]
    done = [row for row in rows if row.state == ChanceState.DONE]
    context = {
        "page": {"title": _("Store opportunities")},
        "monday": monday.isoformat(),
        "is_this": monday == this,
        "span": f"{monday} – {monday + timedelta(days=6)}",
        "earlier": (monday - timedelta(days=7)).isoformat(),
        "later": (monday + timedelta(days=7)).isoformat(),
        "groups": _groups(rows[:MOST], actor),
        "is_cut": len(rows) > MOST,
        "figures": [
            {"label": _("Open"), "value": f"{len(open_rows):,}"},
            {"label": _("Worth a month"), "value": _sum(open_rows, "potential")},
            {"label": _("Done this week"), "value": f"{len(done):,}"},
            {"label": pgettext("store opportunity", "Won"), "value": _sum(done, "result")},
        ],
        "weeks": [
            {"week": one.monday.isoformat(), "open": one.open, "done": one.done, "won": amounts(one.won)}
            for one in stores.weeks(actor)
        ],
        "may_add": actor.can(ADD),
        "may_change": actor.can(chances.CHANGE),
    }
    return render(request, "keyaccounts/week.html", context)


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = timezone.localdate()
    return stores.monday(day) if 1950 < day.year < 2200 else stores.monday(timezone.localdate())


def amounts(by_currency: dict[str, Decimal]) -> str:
    """Amounts of several currencies beside each other."""
    return " + ".join(in_words(a, currency=money, digits=0) for money, a in by_currency.items()) or MISSING


def _sum(rows: list[StoreOpportunity], name: str) -> str:
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + (getattr(row, name) or Decimal(0))
    return amounts(sums)


def _groups(rows: list[StoreOpportunity], actor: Actor) -> list[dict[str, Any]]:
    found = []
    for state in (ChanceState.OPEN, ChanceState.DONE, ChanceState.DROPPED):
        shown = [row(one, actor) for one in rows if one.state == state]
        if shown:
            found.append({"label": state.label, "rows": shown, "is_open": state == ChanceState.OPEN})
    return found


def row(one: StoreOpportunity, actor: Actor) -> dict[str, Any]:
    """An opportunity as the pages show it."""
    carried = ngettext("carried over {n} week", "carried over {n} weeks", one.carried) if one.carried else ""
    return {
        "pk": one.pk,
        "url": reverse("keyaccounts:storeopportunity_record", args=[one.pk]),
        "store": str(one.store),
        "store_url": reverse("keyaccounts:store_record", args=[one.store_id]),
        "account": str(one.store.agreement.customer),
        "kind": one.get_kind_display(),
        "product": str(one.product) if one.product else "",
        "reason": words.reason(one, actor),
        "owner": str(one.owner),
        "potential": MISSING if one.potential is None else in_words(one.potential, currency=one.currency, digits=0),
        "result": MISSING if one.result is None else in_words(one.result, currency=one.currency, digits=0),
        "due": one.due_on.isoformat(),
        "is_late": one.state == ChanceState.OPEN and one.due_on < timezone.localdate(),
        "carried": carried.format(n=one.carried),
        "state": one.get_state_display(),
        "tone": CHANCE_TONES.get(one.state, "neutral"),  # type: ignore[call-overload]
    }


@require_POST
@needs(ADD)
def prepare(request: HttpRequest) -> HttpResponse:
    """Make this week's list of every account in reach that is in force."""
    actor, number = actor_of(request), 0
    for agreement in agreements.in_force(actor):
        try:
            number += chances.prepare(agreement, actor=actor)
        except RuleBroken as broken:
            messages.error(request, f"{agreement}: " + " ".join(str(m) for m in broken.errors.values()))
    told = ngettext("{n} new opportunity was found.", "{n} new opportunities were found.", number)
    messages.success(request, told.format(n=number) if number else _("Nothing new was found; what is open came along."))
    return redirect("keyaccounts:week")


@require_POST
@needs(chances.CHANGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Done with an amount, or dropped, from the list."""
    actor = actor_of(request)
    found = get_object_or_404(stores.chances(actor), pk=pk)
    try:
        if request.POST.get("act") == "drop":
            chances.drop(found, actor=actor)
        else:
            chances.done(found, actor=actor, result=_amount(request.POST.get("result", "")))
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.errors.values()))
    else:
        messages.success(request, _("“{record}” was saved.").format(record=found))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else reverse("keyaccounts:week"))


def _amount(text: str) -> Decimal | None:
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 16:
        raise RuleBroken(_("Enter an amount."), field="result", code="amount")
    return value
