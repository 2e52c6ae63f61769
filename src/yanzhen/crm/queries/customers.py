from yanzhen.crm.models import Customer, CustomerType
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Customer]:
    """Customers that `actor` may see, with owner, unit, territory, type and industry."""
    return (
        Customer.objects.visible_to(actor)
        .naming("owner", "unit", "territory", "customer_type", "industry")
        .order_by("-since_on", "-pk")
    )


def types(actor: Actor) -> ScopedQuerySet[CustomerType]:
    """Customer types that `actor` may see."""
    return CustomerType.objects.visible_to(actor).naming().order_by("code", "pk")
