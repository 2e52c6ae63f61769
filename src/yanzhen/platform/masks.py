"""Field masks: which function a person needs to see a sensitive field.

The one place. A model names the mask of a field in `masks`; pages, API, export and search ask here.
"""

from yanzhen.platform.actor import Actor

COST = "products.see_cost"
MARGIN = "analysis.see_margin"
PHONE = "crm.see_phone"
PAY = "organization.see_pay"

IDENTITY = "organization.see_identity"
"""For identity-card numbers, wherever a model keeps one."""
REVEAL = "platform.reveal"
"""Opens the fields of `REVEALED` one by one, each by a click that enters the audit trail."""

ALL = (COST, MARGIN, PHONE, PAY)
REVEALED = {PHONE: (3, 4), IDENTITY: (6, 4)}
"""Masks whose ends are shown to whoever may reveal: so many characters at the beginning and at the end."""
HIDDEN = "•••"
"""What people see in place of a masked value; programs get null."""


def is_hidden(model: type, field: str, actor: Actor) -> bool:
    """Whether `field` of `model` must not be shown to `actor`."""
    mask = getattr(model, "masks", {}).get(field)
    return mask is not None and not actor.can(mask)


def can_reveal(model: type | None, field: str, actor: Actor) -> bool:
    """Whether `actor` sees the ends of a hidden number, and the whole by one recorded click."""
    mask = getattr(model, "masks", {}).get(field)
    return mask in REVEALED and not actor.can(mask) and actor.can(REVEAL)


def partial(mask: str, value: object) -> str:
    """A number with its middle hidden: 138••••5678; nothing of one too short to keep a secret."""
    text = "".join(str(value).split())
    head, tail = REVEALED[mask]
    if mask == PHONE:
        text = text.removeprefix("+86").removeprefix("0086").lstrip("-")
    if len(text) < head + tail + 3:
        return HIDDEN
    return f"{text[:head]}••••{text[-tail:]}"
