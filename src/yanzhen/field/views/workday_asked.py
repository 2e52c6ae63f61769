"""What pages about days and weeks are asked: whose, and when."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from yanzhen.field.queries import workdays
from yanzhen.platform.actor import Actor


def number_of(text: str | None) -> int | None:
    """A key out of an address; None when there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def day_of(text: str) -> date:
    """The day asked for; today when none is, or what is asked is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return found if 2000 <= found.year <= 2100 else timezone.localdate()


def person_of(request: HttpRequest, actor: Actor) -> Any | None:
    """Whose days are asked for: 404 out of reach; without one oneself, when one visits customers."""
    text = request.GET.get("person") or request.POST.get("person")
    if text:
        found = workdays.reachable(actor).filter(pk=number_of(text) or 0).first()
        if found is None:
            raise Http404
        return found
    return None


def own(actor: Actor) -> Any | None:
    """The actor as somebody with days of their own."""
    return workdays.reachable(actor).filter(pk=actor.employee_id or 0).first()


def week_url(person: int | None, on: date) -> str:
    """The week of a person, or of the team."""
    given = {"day": on} if person is None else {"person": person, "day": on}
    return f"{reverse('field:week')}?{urlencode(given)}"
