"""The one way in: whoever showed a password, a link, an outside identity or a passkey arrives here.

Who has a second factor shows it on a page between; until then nothing but the half-finished sign-in is in the session,
and it ends when the person's access or password changes, or after five minutes, or after five wrong codes.
"""

import json
import time
from typing import Any

from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.accounts.forms import CodeForm
from yanzhen.accounts.models import User
from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import factors, sessions
from yanzhen.lib.errors import RuleBroken

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, LASTS_SECONDS, TRIES = "pending_sign_in", 300, 5
PASSKEY = "passkey"


def arrive(request: HttpRequest, user: User, by: str, then: str = "") -> HttpResponse:
    """Let a person in who showed who they are, or ask for the second factor first."""
    if not user.is_active:
        return refused(request)
    target = safe(request, then)
    if by == PASSKEY or not factors.has(user):
        return _let_in(request, user, by, target)
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": user.pk, "hash": user.get_session_auth_hash(), "by": by, "then": target, "at": int(time.time()),
        "tries": 0,
    }  # fmt: skip
    return redirect("factor_check")


def safe(request: HttpRequest, target: str) -> str:
    """Where to go afterwards: a page of ours, or the first one."""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and ours else resolve_home()


def resolve_home() -> str:
    return str(settings.LOGIN_REDIRECT_URL)


def refused(request: HttpRequest, text: str = "") -> HttpResponse:
    """The same answer whatever was the reason: nothing is said about who exists or has access."""
    page = {"title": _("You cannot sign in this way"), "text": text or _("Ask whoever manages your access.")}
    return render(request, "accounts/link_spent.html", {"page": page}, status=403)


def _let_in(request: HttpRequest, user: User, by: str, target: str) -> HttpResponse:
    request.session.pop(PENDING, None)
    request.way_in = by  # type: ignore[attr-defined]
    login(request, user, backend=BACKEND)
    sessions.signed_in(request, user, actor=actors.actor_of(user), by=by)
    return redirect(target)


def _waiting(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Who stands between the first and the second step, if that still holds."""
    kept = request.session.get(PENDING)
    if not kept or not 0 <= time.time() - kept["at"] < LASTS_SECONDS or kept["tries"] >= TRIES:
        request.session.pop(PENDING, None)
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        request.session.pop(PENDING, None)
        return None
    return user, kept


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def factor_check(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app, a recovery code, or a passkey."""
    waiting = _waiting(request)
    if waiting is None:
        return redirect("login")
    user, kept = waiting
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if shows_factor(request, user, form):
            return _let_in(request, user, kept["by"], kept["then"])
        kept["tries"] += 1
        request.session[PENDING] = kept
    return _factor_page(request, user, form)


def _factor_page(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    has = factors.kinds(user)
    page = {"title": _("Second step"), "text": _("Show your second factor, {name}.").format(name=user)}
    options = reverse("passkey_options") if Authenticator.Type.WEBAUTHN in has else ""
    context = {"form": form, "page": page, "passkey_options": options, "with_app": Authenticator.Type.TOTP in has}
    return render(request, "accounts/factor_check.html", context, status=422 if form.errors else 200)


def shows_factor(request: HttpRequest, user: User, form: CodeForm) -> bool:
    """Whether what was posted is right for this person; wrong attempts count towards the lock-out."""
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]
        return False
    if form.is_valid() and _fits(request, user, form):
        return True
    if not form.errors:
        form.add_error("code", _("This is not right, or it was used before."))
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    return False


def _fits(request: HttpRequest, user: User, form: CodeForm) -> bool:
    credential = form.cleaned_data.get("credential")
    if not credential:
        return factors.is_right_code(user, form.cleaned_data["code"])
    try:
        return factors.holder(credential, user).pk == user.pk
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return False


@login_not_required
@never_cache
@require_GET
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to show a passkey: for the person in the second step or confirming, or for anybody."""
    waiting = _waiting(request) if PENDING in request.session else None
    user: Any = waiting[0] if waiting else request.user if request.user.is_authenticated else None
    return JsonResponse(factors.begin_check(user))


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Come in by a passkey alone: it is something one has and something one knows or is."""
    try:
        user = factors.holder(json.loads(request.POST.get("credential", "")))
    except (RuleBroken, ValueError):
        text = _("This passkey does not open the door.")
        return refused(request, text)
    return arrive(request, user, PASSKEY, request.POST.get("next", ""))
