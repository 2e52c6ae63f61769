from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.products.models import Category


def visible(actor: Actor) -> ScopedQuerySet[Category]:
    """Categories that `actor` may see, with the wider category of each."""
    return Category.objects.visible_to(actor).naming("parent").order_by("code", "pk")
