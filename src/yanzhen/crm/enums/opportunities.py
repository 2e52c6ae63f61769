from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OpportunityState(models.TextChoices):
    OPEN = "open", pgettext_lazy("of an opportunity", "Open")
    WON = "won", pgettext_lazy("of an opportunity", "Won")
    LOST = "lost", pgettext_lazy("of an opportunity", "Lost")


class Outcome(models.TextChoices):
    LOST = "lost", _("Why one loses")
    WON = "won", _("Why one wins")


TRANSITIONS: dict[str, frozenset[str]] = {
    OpportunityState.OPEN: frozenset({OpportunityState.WON, OpportunityState.LOST}),
    OpportunityState.WON: frozenset({OpportunityState.OPEN}),
    OpportunityState.LOST: frozenset({OpportunityState.OPEN}),
}
"""Where an opportunity may go from each state."""
