"""While somebody sees the product as another person: their actor on each request, no write, all of it written down."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yanzhen.accounts.queries import seeing
from yanzhen.accounts.services import seeing as looks
from yanzhen.platform.actor import NOBODY, Actor
from yanzhen.platform.pages import nouns

KEY = "see_as"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
STAYS_OPEN = frozenset({"accounts:see_as_end", "logout"})
"""What can be posted all the same."""


def seen(request: Any, viewer: Actor) -> Actor:
    """The actor for this request: the viewer, or during a spell the person looked over."""
    request.seeing = None
    key = request.session.get(KEY)
    if key is None or viewer is NOBODY:
        return viewer
    spell = seeing.standing(request.user, key)
    person = seeing.actor_of(spell, viewer) if spell is not None else None
    if person is None:
        del request.session[KEY]
        return viewer
    request.seeing = spell
    return person


def refusal(request: Any) -> str:
    """Why this request is refused during a spell; empty when it is not."""
    if request.seeing is None or request.method in READS:
        return ""
    text = _("You see this as {name} and can change nothing. End it first.")
    return text.format(name=request.seeing.person)


class SeeingMiddleware:
    """Puts the other person's actor on pages; the API asks `seen` for itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.seeing = None
        if request.actor is not NOBODY:
            request.actor = seen(request, request.actor)
        response = self.get_response(request)
        if request.seeing is not None and request.method == "GET" and response.status_code == 200:
            subject, noun = _subject(request)
            looks.looked(request.actor, subject, noun)
        return response

    def process_view(self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        why = refusal(request) if match is not None and match.view_name not in STAYS_OPEN else ""
        return render(request, "403.html", {"reason": why}, status=403) if why else None


def _subject(request: Any) -> tuple[models.Model | str, str]:
    """What was looked at: the record of the address, or the address."""
    match = request.resolver_match
    pk = match.kwargs.get("pk") if match is not None else None
    if pk is not None:
        for noun in nouns.all_nouns():
            api = request.path_info.startswith(f"/api/v1/{noun.slug}/")
            if api or match.view_name.startswith(f"{noun.app}:{noun.model_name}_"):
                row = noun.visible(request.actor).filter(pk=pk).first()
                return (row, "") if row is not None else (request.path_info, noun.name)
    return request.path_info[:200], ""
