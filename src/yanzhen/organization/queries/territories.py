from yanzhen.organization.models import Territory
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Territory]:
    """Territories that `actor` may see, with their region."""
    return Territory.objects.visible_to(actor).naming("region").order_by("code", "pk")


def by_code(code: str) -> Territory | None:
    """The one with this code, for commands and imports."""
    return Territory.objects.filter(code=code).first()
