"""What somebody sees after too many wrong passwords: the same page, and how long to wait.

Two limits: one name from one address (django-axes), and many names from one address (ours; an office behind one
address goes on, since only failures count and browsers that are known for a name pass). A name that exists and one
that does not are treated alike.
"""

import math
from datetime import timedelta
from typing import Any

from axes.conf import settings as axes_settings
from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from yanzhen.accounts.forms import SignInForm
from yanzhen.accounts.queries import rules
from yanzhen.accounts.services import sessions

FIELD = "username"
MOST_NAMES, MOST_TRIES = 15, 60
"""Wrong attempts from one address within the pause: under so many names, or so many in all."""


def username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that was tried, in one spelling, so that REP and rep share one count."""
    given = (credentials or {}).get(FIELD) or request.POST.get(FIELD) or ""
    return str(given).strip().casefold()[:255]


def seconds_to_wait(request: HttpRequest) -> int:
    """Until the pair of this name and this address may try again."""
    pause = get_cool_off(request)
    last = (
        AccessAttempt.objects.filter(username=username(request), ip_address=get_client_ip_address(request))
        .order_by("-attempt_time")
        .first()
    )
    if pause is None or last is None:
        return 0
    return max(1, math.ceil((last.attempt_time + pause - timezone.now()).total_seconds()))


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The sign-in page again, with the time to wait; named in the settings of django-axes."""
    seconds = seconds_to_wait(request)
    minutes = math.ceil(seconds / 60)
    text = ngettext(
        "Too many wrong attempts. Try again in {minutes} minute.",
        "Too many wrong attempts. Try again in {minutes} minutes.",
        minutes,
    ).format(minutes=minutes)
    form = SignInForm(request, initial={FIELD: request.POST.get(FIELD, "")})
    context = {"form": form, "page": {"text": text}, "locked": True, "next": request.POST.get("next", "")}
    status = axes_settings.AXES_HTTP_RESPONSE_CODE
    page = render(request, "registration/login.html", context, status=status)
    page["Retry-After"] = str(seconds)
    return page


def failure_limit(request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
    """After how many wrong passwords a name is closed to an address; named in the settings of django-axes."""
    return rules.policy().failures


def failures_of(address: str | None) -> tuple[int, int]:
    """How many wrong attempts came from an address within the pause, and under how many names. Only failures count."""
    since = timezone.now() - timedelta(hours=axes_settings.AXES_COOLOFF_TIME)
    rows = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    found = rows.aggregate(tries=Sum("failures_since_start"), names=Count("username", distinct=True))
    return found["tries"] or 0, found["names"]


def many_names(request: HttpRequest) -> bool:
    """Whether this address tries one name after the other. A browser that was let in under the name goes on."""
    tries, names = failures_of(get_client_ip_address(request))
    return (names >= MOST_NAMES or tries >= MOST_TRIES) and not sessions.knows(request, username(request))


def too_many(request: HttpRequest) -> HttpResponse:
    """The page after too many wrong attempts from one address."""
    seconds = int(axes_settings.AXES_COOLOFF_TIME * 3600)
    page = render(request, "429.html", status=429)
    page["Retry-After"] = str(seconds)
    return page
