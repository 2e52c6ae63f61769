"""The navigation: each app adds its places; a person sees those their functions open."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Place:
    """An entry of the side bar; `phone` places stand in the bottom bar, the first four that are allowed.

    `rank` is where it stands there, when that is not its order. `key` is the letter that leads there after G; `under`
    the page whose address begins those of all its pages, where that is another. Places with the same `group` stand as
    one entry under that name; their pages show each other as tabs, under `tab` where the label is too long for one.
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
    group: Any = ""
    tab: Any = ""


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
        "group": str(place.group),
        "tab": place.tab or place.label,
        "here": path == url,
    }


def folded(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry for each group: it leads to the first of its places, and is lit with any of them.

    A group of which a person sees only one place reads like that place.
    """
    found: dict[object, list[dict[str, Any]]] = {}
    for number, entry in enumerate(entries):
        found.setdefault(entry["group"] or number, []).append(entry)
    return [_together(group) for group in found.values()]


def _together(group: list[dict[str, Any]]) -> dict[str, Any]:
    if len(group) == 1:
        return group[0]
    key = next((entry["key"] for entry in group if entry["key"]), "")
    active = any(entry["active"] for entry in group)
    return {**group[0], "label": group[0]["group"], "active": active, "key": key}


def beside(entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The tabs of the page in hand: the places of its group, where a person sees more than one."""
    here = next((entry for entry in entries if entry["here"] and entry["group"]), None)
    tabs = [entry for entry in entries if here is not None and entry["group"] == here["group"]]
    return {"label": here["group"], "tabs": tabs} if here is not None and len(tabs) > 1 else None
