"""Field masks: which function a person needs to see a sensitive field.

The one place. A model names the mask of a field in `masks`; pages, API, export and search ask here.
"""

from yanzhen.platform.actor import Actor

COST = "products.see_cost"
MARGIN = "analysis.see_margin"
PHONE = "crm.see_phone"
PAY = "organization.see_pay"

ALL = (COST, MARGIN, PHONE, PAY)
HIDDEN = "•••"
"""What people see in place of a masked value; programs get null."""


def is_hidden(model: type, field: str, actor: Actor) -> bool:
    """Whether `field` of `model` must not be shown to `actor`."""
    mask = getattr(model, "masks", {}).get(field)
    return mask is not None and not actor.can(mask)
