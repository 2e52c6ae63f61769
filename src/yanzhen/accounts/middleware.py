"""Who is asking: puts the actor on each request and keeps everybody else at the door."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import translation

from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import passwords, sessions
from yanzhen.platform.actor import NOBODY

API = "/api/"
PUBLIC_NAMES = frozenset({"healthz", "readyz", "metrics", "set_language", "preferences"})
"""Open to people who are not signed in, besides the views marked with `login_not_required`."""
DEVICE_AGE = 400 * 24 * 3600
FACTOR, PASSWORD = "second_factor", "new_password"
OWED = {
    FACTOR: ("accounts:factors", "accounts:factor_app", "accounts:factor_passkey", "accounts:passkey_new_options",
             "confirm"),
    PASSWORD: ("accounts:password",),
}  # fmt: skip
"""What somebody must do before anything else, and the only pages that open until then; the first is where it leads."""


def attended(request: HttpRequest) -> bool:
    """Whether somebody is signed in and the session was not ended; notes on the request what they owe first."""
    if not request.user.is_authenticated:
        return False
    session = sessions.attend(request)
    if session is None:
        return False
    owes = FACTOR if session.owes_factor else ""
    if not owes and passwords.has_expired(request.user, session.policy):  # type: ignore[arg-type]
        owes = PASSWORD
    request.owes = owes  # type: ignore[attr-defined]
    return True


class ActorMiddleware:
    """Sets `request.actor`. A view is closed unless it says otherwise; the API asks for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY  # type: ignore[attr-defined]
        request.owes = ""  # type: ignore[attr-defined]
        if not request.path_info.startswith(API) and attended(request):
            request.actor = actors.actor_of(request.user)  # type: ignore[attr-defined,arg-type]
            if request.user.language:  # type: ignore[union-attr]
                translation.activate(request.user.language)  # type: ignore[union-attr]
                request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if device := getattr(request, "device_token", ""):
            response.set_cookie(
                sessions.DEVICE_COOKIE, device, max_age=DEVICE_AGE, httponly=True, samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )  # fmt: skip
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if self._is_public(request, view):
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        owed = request.owes  # type: ignore[attr-defined]
        return to(request, OWED[owed][0]) if owed and name not in OWED[owed] else None

    def _is_public(self, request: HttpRequest, view: Callable[..., Any]) -> bool:
        if request.path_info.startswith(API):
            return True
        match = request.resolver_match
        named = match is not None and match.view_name in PUBLIC_NAMES
        return named or not getattr(view, "login_required", True)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the name first, then come back here; a partial request moves the whole page."""
    door = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = page.path + (f"?{page.query}" if page.query else "")
        return HttpResponse(status=401, headers={"HX-Redirect": f"{door}?next={quote(back)}"})
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return HttpResponseRedirect(door if back == "/" else f"{door}?next={quote(back)}")


def to(request: HttpRequest, page: str) -> HttpResponse:
    """Lead to what must be done first."""
    target = resolve_url(page)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=403, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
