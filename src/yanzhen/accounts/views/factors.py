"""How I sign in: password, second factors, outside identities; and enrolling where a role asks for it."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.accounts.factors import Adapter, picture
from yanzhen.accounts.forms import CodeForm
from yanzhen.accounts.queries import providers
from yanzhen.accounts.services import factors, identities
from yanzhen.accounts.views.outside import proof_of
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.confirming import recently_authenticated


def _me(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.actor, "user": request.user}  # type: ignore[attr-defined]


@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about my way in, on one page."""
    user: Any = request.user
    held, mine = factors.of(user), identities.of(user)
    names = {row.code: row.name for row in providers.offered()}
    linked = {identity.provider for identity in mine}
    context = {
        "page": {"title": _("Signing in"), "asked": factors.is_asked(user), "has_password": user.has_usable_password()},
        "held": [{"row": row, "is_app": row.type == Authenticator.Type.TOTP, "name": str(row.wrap().name)
                  if row.type == Authenticator.Type.WEBAUTHN else _("Authenticator app")} for row in held],
        "has_app": any(row.type == Authenticator.Type.TOTP for row in held),
        "identities": [{"row": row, "house": names.get(row.provider, row.provider),
                        "name": row.extra_data.get("name") or row.uid} for row in mine],
        "houses": [row for row in providers.offered() if row.code not in linked],
        "proof": proof_of(request),
        "trail": [(_("My settings"), reverse("preferences"))],
    }  # fmt: skip
    return render(request, "accounts/factors.html", context)


@recently_authenticated
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """An authenticator app: a picture to scan, and the first code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    secret = totp.get_totp_secret()
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.add_app(**_me(request), secret=secret, code=form.cleaned_data["code"])
            totp.clear_totp_secret(request)
            return _done(request, codes)
        except RuleBroken as broken:
            form.add_error("code", str(broken.errors.get("code", "")) or "; ".join(map(str, broken.errors.values())))
    address = Adapter().build_totp_url(request.user, secret)  # type: ignore[no-untyped-call]
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    page = {"title": _("Authenticator app"), "picture": picture(address), "secret": groups, "address": address}
    context = {"form": form, "page": page, "trail": _trail()}
    return render(request, "accounts/factor_app.html", context, status=422 if form.errors else 200)


@recently_authenticated
@never_cache
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey of this device or of a key that is plugged in."""
    text = ""
    if request.method == "POST":
        try:
            credential = json.loads(request.POST.get("credential", ""))
            return _done(
                request, factors.add_passkey(**_me(request), name=request.POST.get("name", ""), credential=credential)
            )
        except ValueError:
            text = _("The passkey could not be made. Try again.")
        except RuleBroken as broken:
            text = "; ".join(map(str, broken.errors.values()))
    page = {"title": _("New passkey"), "error": text, "options": reverse("accounts:passkey_new_options")}
    context = {"page": page, "trail": _trail()}
    return render(request, "accounts/factor_passkey.html", context, status=422 if text else 200)


@recently_authenticated
@never_cache
@require_GET
def passkey_new_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey."""
    return JsonResponse(factors.begin_passkey(request.user))  # type: ignore[arg-type]


@recently_authenticated
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of my factors out of use."""
    found = {row.pk: row for row in factors.of(request.user)}.get(pk)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    try:
        factors.remove(found, **_me(request))
        messages.success(request, _("Removed."))
    except RuleBroken as broken:
        messages.error(request, "; ".join(map(str, broken.errors.values())))
    return redirect("accounts:factors")


@recently_authenticated
@never_cache
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old ones."""
    try:
        return _codes(request, factors.new_codes(**_me(request)))
    except RuleBroken as broken:
        messages.error(request, "; ".join(map(str, broken.errors.values())))
        return redirect("accounts:factors")


def _done(request: HttpRequest, codes: list[str] | None) -> HttpResponse:
    messages.success(request, _("Your second factor is ready. It is asked from the next sign-in on."))
    return redirect("accounts:factors") if codes is None else _codes(request, codes)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Recovery codes, shown this once."""
    page = {"title": _("Recovery codes"), "codes": [f"{code[:4]} {code[4:]}" for code in codes]}
    return render(request, "accounts/factor_codes.html", {"page": page, "trail": _trail()})


def _trail() -> list[tuple[str, str]]:
    return [(_("Signing in"), reverse("accounts:factors"))]
