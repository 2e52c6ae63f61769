from yanzhen.organization.models import Region
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Region]:
    """Regions that `actor` may see."""
    return Region.objects.visible_to(actor).naming().order_by("code", "pk")


def by_code(code: str) -> Region | None:
    """The one with this code, for commands and imports."""
    return Region.objects.filter(code=code).first()
