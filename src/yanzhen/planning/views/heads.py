"""What stands above every page of a plan: its name, its step, and the ways to its other pages."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yanzhen.planning.models import Plan
from yanzhen.planning.queries import plans
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Place:
    """One page of a plan: its order, its word, the address (with the plan's key) and the function that opens it."""

    order: int
    code: str
    label: Any
    url_name: str
    function: str


_places: dict[str, Place] = {}


def add(place: Place) -> None:
    """Put a page among the tabs of every plan."""
    _places[place.code] = place


def plan_of(request: HttpRequest, pk: int) -> Plan:
    """The plan, or 404 when it is out of reach."""
    return plans.one(request.actor, pk)  # type: ignore[attr-defined]


def places(actor: Actor) -> list[Place]:
    """The pages of a plan that are open to `actor`, in the order of the work."""
    return [place for place in sorted(_places.values(), key=lambda place: place.order) if actor.can(place.function)]


def sees_whole(actor: Actor, plan: Plan) -> bool:
    """Whether figures of the plan as a whole may be told to `actor`."""
    return plans.holds(actor, "planning.view_target", plan.unit_id)


def head(plan: Plan, actor: Actor, tab: str) -> dict[str, Any]:
    """What `planning/_plan_head.html` shows."""
    open_to = places(actor)
    tabs = [{"label": p.label, "url": reverse(p.url_name, args=[plan.pk]), "is_here": p.code == tab} for p in open_to]
    return {"plan": plan, "tabs": tabs, "period": plans.period(plan)}
