"""What somebody sees after too many wrong passwords: the same page, and how long to wait.

A name that exists and one that does not are treated alike.
"""

import math
from typing import Any

from axes.conf import settings as axes_settings
from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from yanzhen.accounts.forms import SignInForm

FIELD = "username"


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
