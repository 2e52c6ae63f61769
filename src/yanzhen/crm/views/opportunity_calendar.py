"""The calendar of opportunities: a month by expected day of closing; on a phone the days one below the other."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity
from yanzhen.crm.nouns.opportunities import OPPORTUNITIES, VIEW
from yanzhen.crm.nouns.opportunity_board import who_of
from yanzhen.crm.queries import board as queries
from yanzhen.crm.queries import calendar as months
from yanzhen.crm.views.board import CHANGE, whose_words
from yanzhen.lib.money import in_words
from yanzhen.lib.periods import month_end, shifted
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.trail import reading


@require_GET
@needs(VIEW)
def calendar(request: HttpRequest) -> HttpResponse:
    """The month asked for, or this one."""
    actor, month = actor_of(request), month_of(request.GET.get("month", ""))
    first = month - timedelta(days=month.weekday())
    last = month_end(month) + timedelta(days=6 - month_end(month).weekday())
    found = months.between(actor, first, last, queries.whose(who_of(request.GET), actor))
    reading.listed(request, OPPORTUNITIES, [one for day in found.values() for one in day.shown],
                   total=sum(day.count for day in found.values()))  # fmt: skip
    context = {
        "page": _page(request, actor, month),
        "weekdays": [date_format(first + timedelta(days=n), "D") for n in range(7)],
        "days": [_day(first + timedelta(days=n), month, found) for n in range((last - first).days + 1)],
        "may_move": actor.can(CHANGE),
        "is_empty": not any(day.count for at, day in found.items() if at.month == month.month),
    }
    return render(request, "crm/opportunities/calendar.html", context)


def month_of(text: str) -> date:
    """The first day of the month asked for; of this one when none is, or what is asked is none."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
    return found if 1950 <= found.year <= 2200 else timezone.localdate().replace(day=1)


def _page(request: HttpRequest, actor: Actor, month: date) -> dict[str, Any]:
    who = who_of(request.GET)

    def link(at: date, whose: str = who) -> str:
        parameters = {"month": f"{at:%Y-%m}", **({"who": whose} if whose != "all" else {})}
        return f"{reverse('crm:opportunity_calendar')}?{urlencode(parameters)}"

    words = whose_words()
    today = timezone.localdate().replace(day=1)
    return {
        "title": capfirst(str(Opportunity._meta.verbose_name_plural)),
        "month": date_format(month, "YEAR_MONTH_FORMAT"),
        "previous": link(shifted(month, -1)),
        "next": link(shifted(month, 1)),
        "today": link(today) if month != today else "",
        "who": [{"label": words[w], "url": link(month, w), "is_here": w == who} for w in queries.WHO],
        "create": {"label": _("New opportunity"), "url": reverse("crm:opportunity_add")}
        if actor.can("crm.add_opportunity")
        else None,
        "ways": {
            "here": "calendar",
            "board": f"{reverse('crm:opportunity_board')}{'?' + urlencode({'who': who}) if who != 'all' else ''}",
            "list": OPPORTUNITIES.url("list"),
            "calendar": link(month),
        },
    }


def _day(at: date, month: date, found: dict[date, months.Day]) -> dict[str, Any]:
    day, today = found.get(at), timezone.localdate()
    narrowed = {"expected_on_from": at, "expected_on_to": at}
    return {
        "iso": at.isoformat(),
        "number": at.day,
        "label": date_format(at, "MONTH_DAY_FORMAT") + " " + date_format(at, "D"),
        "is_other": at.month != month.month,
        "is_today": at == today,
        "is_empty": day is None,
        "sums": _sums(day.sums) if day else "",
        "deals": [_deal(one, today) for one in (day.shown if day else [])],
        "more": day.count - len(day.shown) if day else 0,
        "more_url": f"{OPPORTUNITIES.url('list')}?{urlencode(narrowed)}",
    }


def _sums(sums: Iterable[tuple[str, Decimal]]) -> str:
    return " + ".join(in_words(amount, currency=currency, digits=0) for currency, amount in sums)


def _deal(one: months.Entry, today: date) -> dict[str, Any]:
    is_open = one.state == OpportunityState.OPEN
    return {
        "pk": one.pk,
        "version": one.version,
        "name": one.name,
        "customer": one.customer,
        "amount": in_words(one.amount, currency=one.currency),
        "day": one.expected_on.isoformat(),
        "is_open": is_open,
        "is_late": is_open and one.expected_on < today,
        "is_won": one.state == OpportunityState.WON,
        "url": OPPORTUNITIES.url("record", one.pk),
        "day_url": reverse("crm:opportunity_expected", args=[one.pk]),
        "title": " · ".join(filter(None, [one.name, one.customer, in_words(one.amount, currency=one.currency)])),
    }
