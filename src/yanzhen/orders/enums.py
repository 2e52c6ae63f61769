from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", _("Confirmed")
    CLOSED = "closed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class OrderKind(TextChoices):
    SALE = "sale", _("Sale")
    RETURN = "return", _("Return")


TRANSITIONS: dict[str, frozenset[str]] = {
    OrderState.DRAFT: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED}),
    OrderState.CONFIRMED: frozenset({OrderState.CLOSED, OrderState.CANCELLED}),
    OrderState.CLOSED: frozenset(),
    OrderState.CANCELLED: frozenset(),
}
"""From which state an order may move to which."""

COUNTED = frozenset({OrderState.CONFIRMED, OrderState.CLOSED})
"""Orders in these states are sales."""
