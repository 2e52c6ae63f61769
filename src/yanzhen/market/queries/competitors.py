from yanzhen.market.models import Competitor
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Competitor]:
    """Competitors that `actor` may see."""
    return Competitor.objects.visible_to(actor).naming().order_by("code", "pk")


def names(actor: Actor) -> dict[int, str]:
    """How each of them is called, by key."""
    return {row.pk: row.label for row in visible(actor)}
