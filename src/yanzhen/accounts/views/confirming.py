"""The page that asks again who is there, before a sensitive act. See `platform.pages.confirming`."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yanzhen.accounts.forms import ConfirmForm
from yanzhen.accounts.services import factors
from yanzhen.accounts.views.arriving import safe, shows_factor
from yanzhen.platform.pages.confirming import CONFIRMED, recently_authenticated

__all__ = ["confirm", "recently_authenticated"]


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show again who you are: with the second factor where there is one, else with the password."""
    user: Any = request.user
    then = safe(request, request.POST.get("next", "") or request.GET.get("next", ""))
    kinds = factors.kinds(user)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    has_factor = bool(kinds & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})
    del form.fields["password" if has_factor else "code"]
    if request.method == "POST" and _shows(request, user, form, has_factor=has_factor):
        request.session[CONFIRMED] = int(time.time())
        return redirect(then)
    page = {
        "title": _("Confirm that it is you"),
        "text": _("What comes next is sensitive. It is not asked again for ten minutes."),
        "can": has_factor or user.has_usable_password(),
        "cancel_url": reverse("home"),
    }
    options = reverse("passkey_options") if Authenticator.Type.WEBAUTHN in kinds else ""
    context = {"form": form, "page": page, "next": then, "passkey_options": options}
    return render(request, "accounts/confirm.html", context, status=422 if form.errors else 200)


def _shows(request: HttpRequest, user: Any, form: ConfirmForm, *, has_factor: bool) -> bool:
    if has_factor:
        return shows_factor(request, user, form)
    if not form.is_valid():
        return False
    given = form.cleaned_data.get("password", "")
    if given and authenticate(request, username=user.get_username(), password=given) is not None:
        return True
    form.add_error("password", _("This is not your present password."))
    return False
