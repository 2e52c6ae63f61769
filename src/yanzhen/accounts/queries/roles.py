from yanzhen.accounts.models import Role
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Role]:
    """Roles that `actor` may see."""
    return Role.objects.visible_to(actor).naming().order_by("code", "pk")


def by_code(code: str) -> Role | None:
    """The role with this code."""
    return Role.objects.filter(code=code).first()
