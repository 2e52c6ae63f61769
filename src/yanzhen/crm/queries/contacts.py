from yanzhen.crm.models import Contact
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Contact]:
    """Contacts at customers that `actor` may see."""
    return Contact.objects.visible_to(actor).naming("customer").order_by("customer_id", "-is_primary", "pk")
