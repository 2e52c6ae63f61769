from yanzhen.organization.models import Company
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Company]:
    """Companies that `actor` may see."""
    return Company.objects.visible_to(actor).naming().order_by("code", "pk")


def by_code(code: str) -> Company | None:
    """The one with this code, for commands and imports."""
    return Company.objects.filter(code=code).first()
