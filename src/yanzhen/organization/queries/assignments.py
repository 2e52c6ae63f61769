from yanzhen.organization.models import Assignment
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Assignment]:
    """Assignments that `actor` may see, the latest first."""
    return (
        Assignment.objects.visible_to(actor)
        .naming("employee", "unit", "position", "manager", "second_manager")
        .order_by("-starts_on", "-pk")
    )
