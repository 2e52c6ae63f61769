"""How programs and our own pages sign in to the API: an API key, or the session cookie of the pages.

`NinjaAPI(auth=KEY_OR_SESSION)`. Both put the actor on the request, and refuse whoever lacks the function of the
operation (`function_first`), before anything of the request is read: who may not see does not learn what is wrong.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from yanzhen.accounts.middleware import attended
from yanzhen.accounts.queries import actors, keys
from yanzhen.accounts.see_as import refusal, seen
from yanzhen.accounts.services import keys as key_services
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.confirming import is_recent

SENSITIVE = ("/api/v1/keys", "/api/v1/grants", "/api/v1/roles", "/api/v1/users", "/api/v1/outside-sign-ins",
             "/api/v1/sign-in-rules")  # fmt: skip
"""Writes below these addresses ask for a fresh confirmation, as their pages do."""


class Key(HttpBearer):
    """`Authorization: Bearer yz_…`. A header that does not hold is refused, even beside a good cookie."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        if "Authorization" not in request.headers:
            return None
        actor = super().__call__(request)
        if actor is None:
            raise AuthenticationError(message=str(_("This key does not work: unknown, expired or revoked.")))
        return actor  # type: ignore[no-any-return]

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        key = keys.in_force(token.strip())
        if key is None:
            return None
        key_services.touch(key)
        return _admitted(request, actors.of_key(key))


class Session(APIKeyCookie):
    """The cookie of the pages; whatever changes something also carries the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        return self.authenticate(request, self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if "Authorization" in request.headers or not attended(request):
            return None
        if check_csrf(request):
            raise AuthorizationError(message=str(_("The form's security token is missing. Reload the page.")))
        if request.owes:  # type: ignore[attr-defined]
            raise AuthorizationError(message=str(_("Sign in on a page first: something must be set up before.")))
        if _is_sensitive(request) and not is_recent(request):
            raise AuthorizationError(message=str(_("Confirm first that it is you, on the page for it.")))
        actor = seen(request, actors.actor_of(request.user))  # type: ignore[arg-type]
        if why := refusal(request):
            raise AuthorizationError(message=why)
        return _admitted(request, actor)


def function_first(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around each operation (`add_decorator`, mode "view"): tells signing in which function the operation asks for."""
    code = run.__self__.openapi_extra["x-function"]  # type: ignore[attr-defined]

    def told(request: HttpRequest, **values: Any) -> HttpResponse:
        request.function_code = code  # type: ignore[attr-defined]
        return run(request, **values)

    return told


def _admitted(request: HttpRequest, actor: Actor) -> Actor:
    request.actor = actor  # type: ignore[attr-defined]
    actor.require(request.function_code)  # type: ignore[attr-defined]
    return actor


def _is_sensitive(request: HttpRequest) -> bool:
    is_note = request.path_info.endswith("/notes")
    return request.method not in {"GET", "HEAD"} and request.path_info.startswith(SENSITIVE) and not is_note


KEY_OR_SESSION = [Key(), Session()]
