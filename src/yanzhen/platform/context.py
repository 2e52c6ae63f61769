"""What every page needs of its surroundings: navigation, person, language, looks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from yanzhen.platform import inbox
from yanzhen.platform.actor import NOBODY
from yanzhen.platform.pages import navigation
from yanzhen.platform.people import initials

PHONE_PLACES = 4
THEMES = frozenset({"light", "dark", "auto"})


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything under the name `shell`."""
    actor = getattr(request, "actor", NOBODY)
    user: Any = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    theme = user.theme if signed_in else request.COOKIES.get("theme", "auto")
    entries = _navigation(actor, request.path) if signed_in else []
    nav = navigation.folded(entries)
    surroundings = {
        "nav": nav,
        "beside": navigation.beside(entries),
        "tabs": sorted((s for s in nav if s["phone"]), key=lambda s: s["rank"]),
        "create": [navigation.shown(p, "") for p in navigation.creators(actor)],
        "person": {
            "key": user.pk,
            "name": actor.name,
            "role": getattr(actor, "role_label", ""),
            "initials": initials(actor.name),
        }
        if signed_in
        else None,
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "auto",
        "rise": actor.rise_colour,
        "amount_unit": actor.amount_unit,
        "inbox": inbox.bell(actor) if signed_in else None,
        "next": request.get_full_path() if request.method == "GET" else "/",
    }
    return {"shell": surroundings}


def _navigation(actor: Any, path: str) -> list[dict[str, Any]]:
    allowed = navigation.places(actor)
    on_phone = sorted((p for p in allowed if p.phone), key=lambda p: p.rank or p.order)[:PHONE_PLACES]
    shown = [navigation.shown(p, path, p in on_phone) for p in allowed]
    # Only the most exact place is lit: /customers/types/ lights that, not /customers/ too.
    best = max((s["url"] for s in shown if s["active"]), key=len, default="")
    return [{**s, "active": s["active"] and s["url"] == best} for s in shown]
