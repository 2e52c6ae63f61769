"""Where somebody is signed in, seen and ended by themselves and by those who look after the people."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from yanzhen.accounts.calc import agents
from yanzhen.accounts.models import UserSession
from yanzhen.accounts.queries import sessions as known
from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.queries.keys import digest
from yanzhen.accounts.services import factors, sessions
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.confirming import recently_authenticated
from yanzhen.platform.pages.views import actor_of, needs


def rows(request: HttpRequest, user: Any) -> list[dict[str, Any]]:
    """The sessions of a person as the page wants them, the one that asks marked and first."""
    here = digest(str(request.session.session_key))
    found = [
        {
            "row": row,
            "device": agents.in_words(row.agent) or _("Unknown device"),
            "is_phone": any(word in row.agent for word in ("iPhone", "Android", "Mobile", "Harmony")),
            "is_this": row.key_hash == here,
        }
        for row in known.of(user)
    ]
    return sorted(found, key=lambda shown: not shown["is_this"])


@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    context = {
        "page": {"title": _("Where I am signed in")},
        "sessions": rows(request, request.user),
        "others_url": reverse("accounts:sessions_end_others"),
        "trail": [(_("My settings"), reverse("preferences"))],
    }
    return render(request, "accounts/sessions.html", context)


@require_POST
def end_own(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my sessions."""
    row = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_this = row.key_hash == digest(str(request.session.session_key))
    sessions.end(row, actor=actor_of(request))
    if is_this:
        return redirect("login")
    messages.success(request, _("That session is ended."))
    return redirect("accounts:sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of my sessions but this one."""
    key = str(request.session.session_key)
    count = sessions.end_others(request.user, actor=actor_of(request), key=key)  # type: ignore[arg-type]
    messages.success(request, _("Other sessions ended: {count}").format(count=count))
    return redirect("accounts:sessions")


def _person(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(visible_users.visible(actor_of(request)), pk=pk)


@needs("accounts.change_user")
@never_cache
@require_GET
def of_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Where somebody is signed in, and by what, for those who look after the people."""
    user = _person(request, pk)
    context = {
        "page": {"title": _("Sign-ins of {name}").format(name=user)},
        "person": user,
        "sessions": rows(request, user),
        "factors": factors.of(user),
        "trail": [(str(user), reverse("accounts:user_record", args=[pk]))],
    }
    return render(request, "accounts/sessions.html", context)


@require_POST
@needs("accounts.change_user")
def end_of_user(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """End a session of somebody else."""
    user = _person(request, pk)
    sessions.end(get_object_or_404(UserSession, pk=session, user=user), actor=actor_of(request))
    messages.success(request, _("That session is ended."))
    return redirect("accounts:user_sessions", pk)


@recently_authenticated
@require_POST
@needs("accounts.change_user")
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the second factors of somebody who lost them."""
    user = _person(request, pk)
    try:
        factors.reset(user, actor=actor_of(request))
        messages.success(request, _("{name} signs in without a second factor now.").format(name=user))
    except RuleBroken as broken:
        messages.error(request, "; ".join(map(str, broken.errors.values())))
    return redirect("accounts:user_sessions", pk)
