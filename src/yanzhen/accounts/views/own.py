"""One's own settings, password and API keys."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from yanzhen.accounts.enums import Theme
from yanzhen.accounts.forms import ApiKeyForm, ChangePasswordForm, PasswordForm, PreferencesForm, show
from yanzhen.accounts.middleware import to_sign_in
from yanzhen.accounts.services import keys, sessions, users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.confirming import recently_authenticated
from yanzhen.platform.pages.views import needs

THEME_COOKIE = "theme"
YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language: for this browser, and for the person where one is signed in."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        _keep(request, {"language": chosen})
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """My settings. A button elsewhere may post one of them alone; without a person, the browser keeps it."""
    if request.method == "GET":
        return _settings(request) if request.user.is_authenticated else to_sign_in(request)
    given = {name: request.POST[name] for name in users.PREFERENCES if name in request.POST}
    form = PreferencesForm(given)
    form.fields = {name: field for name, field in form.fields.items() if name in given}
    if not form.is_valid():
        return _page(request, form) if request.user.is_authenticated else HttpResponse(status=422)
    values = form.cleaned_data
    if request.user.is_authenticated:
        _keep(request, values)
    response = _back(request)
    _remember(response, values)
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the other sessions end."""
    user: Any = request.user
    kind = ChangePasswordForm if user.has_usable_password() else PasswordForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _knows(request, form):
        try:
            row = users.set_password(
                actor=request.actor,  # type: ignore[attr-defined]
                user=user,
                password=form.cleaned_data["password"],
            )
        except RuleBroken as broken:
            show(form, broken)
        else:
            update_session_auth_hash(request, row)
            sessions.renew(request)
            messages.success(request, _("The password is changed; you stay signed in here only."))
            return redirect("preferences")
    page = {"title": _("Change password"), "submit_label": _("Save"), "cancel_url": reverse("preferences")}
    return render(request, "platform/form.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@recently_authenticated
@never_cache
@require_http_methods(["GET", "POST"])
@needs("accounts.add_apikey")
def issue_key(request: HttpRequest) -> HttpResponse:
    """Make an API key for oneself; its secret is shown this once."""
    form = ApiKeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            key, secret = keys.issue(
                actor=request.actor,  # type: ignore[attr-defined]
                user=request.user,  # type: ignore[arg-type]
                name=form.cleaned_data["name"],
                scopes=["read", "write"] if form.cleaned_data["access"] == "write" else ["read"],
                days=form.cleaned_data["days"],
            )
            page = {
                "title": _("New API key"),
                "label": _("API key"),
                "secret": secret,
                "key": key,
                "back": reverse("preferences"),
            }
            page["text"] = _("Copy the key now; it is not shown again.")
            return render(request, "accounts/secret.html", {"page": page})
        except RuleBroken as broken:
            show(form, broken)
    page = {"title": _("New API key"), "submit_label": _("Create"), "cancel_url": reverse("preferences")}
    return render(request, "platform/form.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _settings(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    initial = {"language": user.language or translation.get_language()}
    return _page(request, PreferencesForm(instance=user, initial=initial))


def _page(request: HttpRequest, form: PreferencesForm) -> HttpResponse:
    page = {"title": _("My settings"), "submit_label": _("Save"), "cancel_url": "/"}
    return render(
        request, "accounts/preferences.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


def _keep(request: HttpRequest, values: dict[str, str]) -> None:
    users.set_preferences(actor=request.actor, user=request.user, **values)  # type: ignore[attr-defined,arg-type]


def _remember(response: HttpResponse, values: dict[str, str]) -> None:
    """The browser keeps what the sign-in page needs to look the same."""
    secure = settings.SESSION_COOKIE_SECURE
    if values.get("theme") in Theme.values:
        response.set_cookie(THEME_COOKIE, values["theme"], max_age=YEAR, samesite="Lax", secure=secure)
    if values.get("language"):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, values["language"], max_age=YEAR, samesite="Lax", secure=secure
        )
        translation.activate(values["language"])


def _back(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    if not safe:
        messages.success(request, _("Saved."))
        return redirect("preferences")
    return redirect(target)


def _knows(request: HttpRequest, form: Any) -> bool:
    """Whether the present password was right; wrong ones count towards the lock-out."""
    if "present" not in form.fields:
        return True
    name = request.user.get_username()
    if authenticate(request, username=name, password=form.cleaned_data["present"]) is not None:
        return True
    form.add_error("present", _("This is not your present password."))
    return False
