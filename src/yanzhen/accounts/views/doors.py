"""Sign in, sign out, one-time links and the first administrator. Open to people who are not signed in."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.forms import PasswordForm, SetupForm, SignInForm, show
from yanzhen.accounts.lockout import many_names, too_many
from yanzhen.accounts.models import OneTimeLink
from yanzhen.accounts.queries import links as open_links
from yanzhen.accounts.queries import providers
from yanzhen.accounts.services import links, resetting, setup, users
from yanzhen.accounts.views.arriving import arrive
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM


class SignIn(LoginView):
    """Name and password; django-axes counts the wrong ones."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return too_many(request) if many_names(request) else super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return arrive(self.request, form.get_user(), "password", self.get_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offers = {"outside": providers.offered(), "can_reset": resetting.is_offered()}
        return super().get_context_data(page={"text": ""}, **offers, **kwargs)


sign_in = SignIn.as_view()
sign_out = login_not_required(LogoutView.as_view())


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link. Looking at it, as a messenger's preview does, does not use it up; pressing the button does."""
    found = open_links.open_link(secret, LinkPurpose.SIGN_IN, LinkPurpose.INVITATION, LinkPurpose.RESET)
    if found is None:
        return _spent(request)
    answer = _sign_in_link if found.purpose == LinkPurpose.SIGN_IN else _invitation
    response = answer(request, secret, found)
    # Not "no-referrer": browsers then send "Origin: null" with the form, which the CSRF check refuses.
    response["Referrer-Policy"] = "same-origin"
    return response


def _sign_in_link(request: HttpRequest, secret: str, found: OneTimeLink) -> HttpResponse:
    if request.method == "GET":
        text = _("This link works once. It signs you in as {name}.").format(name=found.user)
        page = {"title": _("Sign in"), "text": text, "submit_label": _("Sign in")}
        return render(request, "accounts/link.html", {"page": page})
    try:
        user = links.consume(secret, LinkPurpose.SIGN_IN).user
    except RuleBroken:
        return _spent(request)
    return arrive(request, user, "link")


def _invitation(request: HttpRequest, secret: str, found: OneTimeLink) -> HttpResponse:
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            # A password that is refused gives the link back.
            with transaction.atomic():
                user = links.consume(secret, LinkPurpose(found.purpose)).user
                user = users.set_password(actor=SYSTEM, user=user, password=form.cleaned_data["password"])
            return arrive(request, user, str(found.purpose))
        except RuleBroken as broken:
            if broken.code == "link_spent":
                return _spent(request)
            show(form, broken)
    text = _("Your sign-in name is {name}.").format(name=found.user.username)
    outside = providers.offered() if found.purpose == LinkPurpose.INVITATION else []
    context = {"form": form, "page": {"text": text}, "outside": outside, "invitation": secret}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_administrator(request: HttpRequest) -> HttpResponse:
    """The page on which the printed code makes its holder the first administrator."""
    form = SetupForm(request.POST if request.method == "POST" else None, initial={"username": setup.NAME})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("code", "display_name", "username", "password")}
        try:
            return arrive(request, setup.complete(**values), "setup")
        except RuleBroken as broken:
            show(form, broken)
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)


def _spent(request: HttpRequest) -> HttpResponse:
    page = {"title": _("This link no longer works"), "text": _("It was used, has expired, or a newer one replaced it.")}
    return render(request, "accounts/link_spent.html", {"page": page}, status=410)
