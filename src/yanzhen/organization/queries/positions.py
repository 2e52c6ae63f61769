from yanzhen.organization.models import Position
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Position]:
    """Positions that `actor` may see."""
    return Position.objects.visible_to(actor).naming().order_by("code", "pk")


def by_code(code: str) -> Position | None:
    """The one with this code, for commands and imports."""
    return Position.objects.filter(code=code).first()
