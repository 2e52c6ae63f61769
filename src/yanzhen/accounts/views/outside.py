"""Signing in through a house outside, and linking an identity there to oneself."""

from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.outside import provider_of
from yanzhen.accounts.queries import providers
from yanzhen.accounts.services import identities, links
from yanzhen.accounts.views.arriving import arrive, refused, safe
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages.confirming import recently_authenticated

log = structlog.get_logger(__name__)
CONNECT, LOGIN = "connect", "login"


def proof_of(request: HttpRequest) -> str:
    """What shows that a person asked for a link on our own page; an address from elsewhere cannot know it."""
    return salted_hmac("yanzhen.outside", str(request.session.session_key), algorithm="sha256").hexdigest()


@login_not_required
@never_cache
@require_GET
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Go to the house outside: to sign in, or, with an invitation, to be known by it from now on."""
    secret = request.GET.get("invitation", "")
    return _off(request, code, LOGIN, {"invitation": secret} if secret else {})


@recently_authenticated
@never_cache
@require_GET
def connect(request: HttpRequest, code: str) -> HttpResponse:
    """Link an identity outside to oneself; asked on the page of one's settings."""
    if not constant_time_compare(request.GET.get("proof", ""), proof_of(request)):
        return redirect("accounts:factors")
    return _off(request, code, CONNECT, {})


def _off(request: HttpRequest, code: str, process: str, data: dict[str, str]) -> HttpResponse:
    row = providers.by_code(code)
    if row is None:
        raise Http404
    request.session.setdefault(statekit.STATES_SESSION_KEY, {})
    provider = provider_of(request, row)
    try:
        then = safe(request, request.GET.get("next", ""))
        return provider.redirect(request, process, next_url=then, data=data)  # type: ignore[no-any-return]
    except ImmediateHttpResponse as told:
        return told.response
    except (OAuth2Error, RequestException, KeyError, ValueError) as error:
        return failed(request, provider, error)


@login_not_required
@never_cache
@require_GET
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Come back from the house outside."""
    row = providers.by_code(code)
    if row is None:
        raise Http404
    provider = provider_of(request, row)
    try:
        view = OAuth2CallbackView.adapter_view(provider.get_oauth2_adapter(request))
        return view(request)  # type: ignore[no-any-return]
    except (OAuth2Error, RequestException, KeyError, ValueError, TypeError) as error:
        return failed(request, provider, error)


def failed(request: HttpRequest, provider: Any, error: Exception | None) -> HttpResponse:
    """Nothing came of it; the reason is in the log, without what was sent."""
    log.warning("outside sign-in failed", house=provider.app.provider_id, reason=type(error).__name__)
    return refused(request, _("{house} did not confirm who you are. Try again.").format(house=provider.app.name))


def arrived(request: HttpRequest, sociallogin: Any) -> HttpResponse:
    """Somebody whom the house outside knows: sign in, link, or be told that nobody here is linked to them."""
    state = sociallogin.state
    if state.get("process") == CONNECT:
        return _linked(request, sociallogin)
    secret = (state.get("data") or {}).get("invitation", "")
    house = sociallogin.account.provider
    try:
        user = _invited(sociallogin, secret) if secret else _known(sociallogin)
    except RuleBroken as broken:
        return refused(request, str(broken))
    if user is None:
        text = _("Nobody here is linked to this identity. Sign in with your password and link it, or ask for a link.")
        return refused(request, text)
    return arrive(request, user, house, state.get("next", ""))


def _known(sociallogin: Any) -> Any:
    """The person this identity is linked to; by a verified address where the firm allows that."""
    account = sociallogin.account
    if account.pk:
        return account.user
    user = identities.by_email(sociallogin.email_addresses)
    if user is not None:
        name = account.extra_data.get("name", "")
        identities.link(actor=SYSTEM, user=user, house=account.provider, uid=account.uid, name=name)
    return user


def _invited(sociallogin: Any, secret: str) -> Any:
    account = sociallogin.account
    with transaction.atomic():
        user = links.consume(secret, LinkPurpose.INVITATION).user
        name = account.extra_data.get("name", "")
        identities.link(actor=SYSTEM, user=user, house=account.provider, uid=account.uid, name=name)
    return user


def _linked(request: HttpRequest, sociallogin: Any) -> HttpResponse:
    account = sociallogin.account
    if not request.user.is_authenticated:
        return redirect("login")
    try:
        identities.link(
            actor=request.actor,  # type: ignore[attr-defined]
            user=request.user,  # type: ignore[arg-type]
            house=account.provider,
            uid=account.uid,
            name=account.extra_data.get("name", ""),
        )
        messages.success(request, _("From now on you can sign in this way."))
    except RuleBroken as broken:
        messages.error(request, str(broken))
    return redirect("accounts:factors")


@recently_authenticated
@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End the link to an identity of one's own."""
    found = {identity.pk: identity for identity in identities.of(request.user)}.get(pk)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    identities.unlink(found, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The link is ended."))
    return redirect("accounts:factors")
