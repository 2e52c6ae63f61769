"""The navigation: each app adds its places; a person sees those their functions open."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Place:
    """An entry of the side bar; `phone` places stand in the bottom bar, the first four that are allowed.

    `rank` is where it stands there, when that is not its order. `key` is the letter that leads there after G; `under`
    the page whose address begins those of all its pages, where that is another.
    """

    order: int
    label: Any
    icon: str
    page: str
    code: str = ""
    phone: bool = False
    section: Any = ""
    key: str = ""
    under: str = ""
    rank: int = 0


_places: list[Place] = []
_settings: list[Place] = []
_creators: list[Place] = []


def add(place: Place) -> None:
    _places.append(place)


def add_setting(place: Place) -> None:
    """An entry of the settings page, under the heading `section`: what is set up once and seldom looked at."""
    _settings.append(place)


def settings(actor: Actor) -> dict[str, list[Place]]:
    """The entries of the settings page that are allowed, by heading."""
    found: dict[str, list[Place]] = {}
    for place in sorted(_settings, key=lambda p: p.order):
        if not place.code or actor.can(place.code):
            found.setdefault(str(place.section), []).append(place)
    return found


def add_creator(place: Place) -> None:
    """An entry of the + menu."""
    _creators.append(place)


def places(actor: Actor) -> list[Place]:
    return [p for p in sorted(_places, key=lambda p: p.order) if not p.code or actor.can(p.code)]


def creators(actor: Actor) -> list[Place]:
    return [p for p in sorted(_creators, key=lambda p: p.order) if actor.can(p.code)]


def shown(place: Place, path: str, phone: bool = False) -> dict[str, Any]:
    url = reverse(place.page)
    above = reverse(place.under) if place.under else url
    active = path == url or (above != "/" and path.startswith(above))
    return {
        "label": place.label,
        "icon": place.icon,
        "url": url,
        "active": active,
        "phone": phone,
        "rank": place.rank or place.order,
        "section": place.section,
        "key": place.key,
    }
