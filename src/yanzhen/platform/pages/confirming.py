"""Fresh confirmation: sensitive acts ask again who sits there when that was last shown more than ten minutes ago.

    @recently_authenticated
    @needs("accounts.add_apikey")
    def issue_key(request): …

Signing in confirms, too. The page that asks is `confirm` (in `accounts`); it leads back to where one came from. For
programs that use the session cookie `require_recent(request)` raises a broken rule with the code `confirm`.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken

CONFIRMED = "confirmed_at"
LASTS_SECONDS = 600
View = Callable[..., HttpResponse]


class ConfirmFirst(RuleBroken):
    """Nothing was done: who is there must be shown again first."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Confirm first that it is you: open the page of this act, or sign in again."), code="confirm"
        )


def is_recent(request: HttpRequest) -> bool:
    """Whether the person showed within the last ten minutes who they are."""
    age = time.time() - float(request.session.get(CONFIRMED, 0))
    return -1 <= age < LASTS_SECONDS


def require_recent(request: HttpRequest) -> None:
    """Refuse an act of the session API without a fresh confirmation."""
    if not is_recent(request):
        raise ConfirmFirst


def recently_authenticated(view: View) -> View:
    """Wrap a view: without a fresh confirmation it leads to the page that asks, and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_recent(request) else ask(request)

    guarded.asks_again = True  # type: ignore[attr-defined]
    return guarded


def ask(request: HttpRequest) -> HttpResponse:
    """Send to the page that asks who is there; from an act, back to the page it was on."""
    is_partial = request.headers.get("HX-Request") == "true"
    came_from = urlsplit(request.headers.get("HX-Current-URL" if is_partial else "Referer", "/"))
    page = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    back = request.get_full_path() if request.method == "GET" and not is_partial else page or "/"
    target = f"{reverse('confirm')}?next={quote(back)}"
    return HttpResponse(status=401, headers={"HX-Redirect": target}) if is_partial else HttpResponseRedirect(target)


def confirmed(patterns: list[URLPattern], *acts: str) -> list[URLPattern]:
    """The addresses of a noun with the named acts (`add`, `change`, `remove`, `act`) behind a fresh confirmation."""
    for pattern in patterns:
        if str(pattern.name).rpartition("_")[2] in acts:
            pattern.callback = recently_authenticated(pattern.callback)
    return patterns
