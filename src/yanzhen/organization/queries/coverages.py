from yanzhen.organization.models import Coverage
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Coverage]:
    """Coverages that `actor` may see, by territory."""
    return (
        Coverage.objects.visible_to(actor).naming("employee", "territory").order_by("territory_id", "starts_on", "pk")
    )
