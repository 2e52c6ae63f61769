from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.products.models import Product


def visible(actor: Actor) -> ScopedQuerySet[Product]:
    """Products that `actor` may see, with their category."""
    return Product.objects.visible_to(actor).naming("category").order_by("code", "pk")
